package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.weir.Chunk;
import dev.weir.Response;
import dev.weir.local.Gate;
import dev.weir.local.Reply;
import dev.weir.local.Split;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What streams must be like. */
abstract class StreamContract extends ContractFixture {

    @Test
    void doneEqualsWhatACallReturns() {
        Response called = call(wire().callReply());
        List<Chunk> chunks = stream(wire().streamReply());
        assertThat(called.text()).isEqualTo(wire().wholeText());
        assertThat(texts(chunks)).isEqualTo(wire().pieces());
        assertThat(done(chunks)).isEqualTo(called);
        assertThat(done(chunks).isPartial()).isFalse();
        assertThat(called.usage()).isEqualTo(done(chunks).usage());
    }

    @Test
    void toolCallsAreTheSameStreamedOrNot() {
        Response called = call(wire().toolCallReply());
        Response streamed = done(stream(wire().toolStreamReply()));
        assertThat(called.toolCalls())
                .extracting(call -> call.name() + call.arguments())
                .isEqualTo(wire().expectedToolCalls().stream()
                        .map(call -> call.name() + call.arguments())
                        .toList());
        assertThat(called.toolCalls()).isNotEmpty();
        assertThat(streamed).isEqualTo(called);
    }

    @Test
    void theAnswerIsTheSameByteByByteAndAtAnySplit() {
        List<Chunk> whole = stream(wire().streamReply());
        byte[] bytes = wire().streamBytes();
        assertThat(stream(wire().streamHead().pieces(Split.WHOLE.cut(bytes)))).isEqualTo(whole);
        assertThat(stream(wire().streamHead().pieces(Split.BYTES.cut(bytes)).corked()))
                .isEqualTo(whole);
        for (int seed = 0; seed < 20; seed++) {
            List<byte[]> pieces = Split.random(seed).cut(bytes);
            assertThat(stream(wire().streamHead().pieces(pieces).corked()))
                    .as("random split, seed %s", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void eachPieceArrivesBeforeTheServerWritesTheNext() {
        List<Gate> gates = new ArrayList<>();
        Reply reply = wire().streamHead();
        for (WireSamples.Event event : wire().stream()) {
            reply = reply.piece(event.bytes());
            if (event.text() != null) {
                Gate gate = new Gate();
                gates.add(gate);
                reply = reply.waitFor(gate);
            }
        }
        server().enqueue(reply);
        List<String> pieces = new ArrayList<>();
        Chunk last = model().stream("Hello")
                .doOnNext(chunk -> {
                    if (!chunk.text().isEmpty()) {
                        // the server stands at this gate; held back until the next event, the piece would never come
                        gates.get(pieces.size()).open();
                        pieces.add(chunk.text());
                    }
                })
                .blockLast(LIMIT);
        assertThat(pieces).isEqualTo(wire().pieces());
        assertThat(last).isInstanceOf(Chunk.Done.class);
    }

    @Test
    void completesAtTheEndMarkerAlthoughTheBodyStaysOpen() {
        assumeFalse(wire().isEndedByBody(), "the format ends with the body");
        assertThat(done(stream(wire().streamReply().keepOpen())).text()).isEqualTo(wire().wholeText());
    }

    @Test
    void anUnknownEventIsPassedOver() {
        byte[] unknown = wire().unknownEvent();
        List<byte[]> events = new ArrayList<>();
        wire().stream().forEach(event -> {
            events.add(event.bytes());
            events.add(unknown);
        });
        events.remove(events.size() - 1);
        List<Chunk> plain = stream(wire().streamReply());
        List<Chunk> mixed = stream(wire().streamHead().pieces(events));
        assertThat(texts(mixed)).isEqualTo(texts(plain));
        assertThat(done(mixed).message()).isEqualTo(done(plain).message());
        assertThat(done(mixed).rawFinishReason()).isEqualTo(done(plain).rawFinishReason());
    }

    @Test
    void chunksComeAsAskedForOneByOne() {
        List<Chunk> all = stream(wire().streamReply());
        server().enqueue(wire().streamReply());
        StepVerifier.Step<Chunk> steps =
                StepVerifier.create(model().stream("Hello"), 0).expectSubscription();
        for (Chunk chunk : all) {
            steps = steps.thenRequest(1).expectNext(chunk);
        }
        steps.expectComplete().verify(LIMIT);
    }

    @Test
    void everySubscriptionIsACallOfItsOwn() {
        server().enqueue(wire().streamReply(), wire().streamReply());
        var stream = model().stream("Hello");
        assertThat(server().requestCount()).isZero();
        assertThat(stream.collectList().block(LIMIT))
                .isEqualTo(stream.collectList().block(LIMIT));
        assertThat(server().requestCount()).isEqualTo(2);
    }
}
