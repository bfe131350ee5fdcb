package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Chunks;
import dev.weir.FinishReason;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.local.Gate;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class StreamingTest extends TransportHarness {

    @Test
    void emitsStartDeltasEndFinishAndDoneInOrder() {
        server.enqueue(Reply.sse(event("Hel"), event("lo"), END));
        List<Chunk> chunks = model().stream("hi").collectList().block(PATIENCE);
        assertThat(chunks)
                .extracting(chunk -> chunk.getClass().getSimpleName())
                .containsExactly("Started", "TextStart", "TextDelta", "TextDelta", "TextEnd", "Finished", "Done");
        Response response = ((Chunk.Done) chunks.get(6)).response();
        assertThat(response.text()).isEqualTo("Hello");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.isPartial()).isFalse();
    }

    @Test
    void doneEqualsWhatACallReturns() {
        server.enqueue(Reply.sse(event("Hel"), event("lo"), END), Reply.json("{\"text\":\"Hello\"}"));
        Response streamed = model().stream("hi").as(Chunks.collect()).block(PATIENCE);
        Response called = model().call("hi").block(PATIENCE);
        assertThat(streamed).isEqualTo(called);
        assertThat(called.raw()).isEqualTo("{\"text\":\"Hello\"}");
    }

    @Test
    void chunkReachesTheSubscriberBeforeTheServerWritesTheNext() {
        int count = 20;
        List<Gate> gates = new ArrayList<>();
        Reply reply = Reply.sse();
        for (int i = 0; i < count; i++) {
            Gate gate = new Gate();
            gates.add(gate);
            reply = reply.piece(event("w" + i)).waitFor(gate);
        }
        server.enqueue(reply.piece(END));
        AtomicInteger seen = new AtomicInteger();
        Flux<Chunk> stream = model().stream("hi").doOnNext(chunk -> {
            if (!chunk.text().isEmpty()) {
                gates.get(seen.getAndIncrement()).open();
            }
        });
        StepVerifier.create(stream.last()).expectNextCount(1).expectComplete().verify(PATIENCE);
        assertThat(seen).hasValue(count);
    }

    @Test
    void completesAtTheEndMarkerAlthoughTheBodyStaysOpen() {
        server.enqueue(Reply.sse(event("a"), END).keepOpen());
        StepVerifier.create(model().stream("hi").transform(Chunks.text()))
                .expectNext("a")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void reusesTheConnectionWhoseBodyEndsShortlyAfterTheMarker() {
        Gate gate = new Gate();
        server.enqueue(Reply.sse(event("a"), END).waitFor(gate).piece(": bye\n\n"), Reply.sse(event("b"), END));
        assertThat(model().stream("hi").as(Chunks.collect()).block(PATIENCE).text())
                .isEqualTo("a");
        gate.open();
        server.exchange(0).sent().block(PATIENCE);
        Flux.interval(java.time.Duration.ofMillis(5))
                .filter(tick -> reuses())
                .next()
                .block(PATIENCE);
    }

    private boolean reuses() {
        int before = server.connections();
        server.enqueue(Reply.sse(event("b"), END));
        model().stream("hi").as(Chunks.collect()).subscribe();
        return server.connections() == before;
    }

    @Test
    void streamThatEndsWithoutTheMarkerFailsWithWhatHadArrived() {
        server.enqueue(Reply.sse(event("par"), event("tial")));
        StepVerifier.create(model().stream("hi").transform(Chunks.text()))
                .expectNext("par", "tial")
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(TruncatedStreamException.class, truncated -> {
                            assertThat(truncated.partial().orElseThrow().text()).isEqualTo("partial");
                            assertThat(truncated.partial().orElseThrow().isPartial())
                                    .isTrue();
                            assertThat(truncated).hasMessageContaining("[END]");
                        }))
                .verify(PATIENCE);
    }

    @Test
    void everySplitOfTheBytesGivesTheSameChunks() {
        Reply whole = Reply.sse(": hello\r\n\r\n" + event("gr\u00fc\u00df ")
                + "event: x\rdata:{\"text\":\"\uD83C\uDF0A\"}\r\r" + "data: {\"text\":\ndata: \"!\"}\n\n" + END);
        List<Response> answers = new ArrayList<>();
        for (Split split : List.of(Split.WHOLE, Split.BYTES, Split.random(7), Split.random(8))) {
            server.enqueue(whole.split(split));
            answers.add(model().stream("hi").as(Chunks.collect()).block(PATIENCE));
        }
        assertThat(answers).allMatch(answer -> answer.text().equals("gr\u00fc\u00df \uD83C\uDF0A!"));
    }

    @Test
    void lastEventMayLackItsBlankLine() {
        server.enqueue(Reply.sse("data: {\"text\":\"a\"}\n\ndata: [END]"));
        assertThat(model().stream("hi").as(Chunks.collect()).block(PATIENCE).text())
                .isEqualTo("a");
    }

    @Test
    void readsAGzippedStreamPieceByPiece() {
        server.enqueue(Reply.sse(event("zip"), event("ped"), END).gzip());
        StepVerifier.create(model().stream("hi").transform(Chunks.text()))
                .expectNext("zip", "ped")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void readsAGzippedCall() {
        server.enqueue(Reply.json("{\"text\":\"zipped\"}").gzip());
        assertThat(model().call("hi").block(PATIENCE).text()).isEqualTo("zipped");
    }

    @Test
    void jsonAnswerToAStreamRequestIsStreamedAllTheSame() {
        server.enqueue(Reply.json("{\"text\":\"whole\"}"));
        StepVerifier.create(model().stream("hi").transform(Chunks.text()))
                .expectNext("whole")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void eachSubscriptionIsACallOfItsOwnAndNothingIsSentBefore() {
        server.always(Reply.sse(event("a"), END));
        Flux<Chunk> stream = model().stream("hi");
        assertThat(server.requestCount()).isZero();
        stream.blockLast(PATIENCE);
        stream.blockLast(PATIENCE);
        assertThat(server.requestCount()).isEqualTo(2);
    }
}
