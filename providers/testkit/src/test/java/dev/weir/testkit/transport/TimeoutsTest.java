package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LlmTimeoutException;
import dev.weir.LlmTimeoutException.Phase;
import dev.weir.Request;
import dev.weir.Timeouts;
import dev.weir.local.Gate;
import dev.weir.local.Reply;
import dev.weir.spi.Endpoint;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Each phase has its limit, and its name in the exception. The server stays silent for good, so no timing is asserted. */
class TimeoutsTest extends TransportHarness {

    private static final Duration SHORT = Duration.ofMillis(300);

    private void limits(UnaryOperator<Timeouts> change) {
        use(builder -> builder.timeouts(change.apply(Timeouts.DEFAULT)));
    }

    private static void assertTimesOut(Publisher<?> call, Phase phase) {
        StepVerifier.create(Flux.from(call).then())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(LlmTimeoutException.class, timeout -> {
                            assertThat(timeout.phase()).isEqualTo(phase);
                            assertThat(timeout.retryable()).isTrue();
                            assertThat(timeout.errorType()).isEqualTo("timeout");
                            assertThat(timeout)
                                    .hasMessageContaining(
                                            phase.name().toLowerCase().replace('_', ' '));
                        }))
                .verify(PATIENCE);
    }

    @Test
    void responseHead() {
        limits(timeouts -> timeouts.responseHead(SHORT));
        server.always(Reply.json("{}").headAfter(new Gate()));
        assertTimesOut(model().call("hi"), Phase.RESPONSE_HEAD);
        assertTimesOut(model().stream("hi"), Phase.RESPONSE_HEAD);
        server.exchange(0).closedByClient().block(PATIENCE);
        server.exchange(1).closedByClient().block(PATIENCE);
    }

    @Test
    void firstChunk() {
        limits(timeouts -> timeouts.firstChunk(SHORT));
        server.enqueue(Reply.sse(": waiting\n\n").keepOpen());
        assertTimesOut(model().stream("hi"), Phase.FIRST_CHUNK);
        server.exchange(0).closedByClient().block(PATIENCE);
    }

    @Test
    void firstChunkBeforeTheHead() {
        limits(timeouts -> timeouts.firstChunk(SHORT));
        server.enqueue(Reply.sse(event("a")).headAfter(new Gate()));
        assertTimesOut(model().stream("hi"), Phase.FIRST_CHUNK);
        server.exchange(0).closedByClient().block(PATIENCE);
    }

    @Test
    void idleBetweenChunks() {
        limits(timeouts -> timeouts.idle(SHORT));
        server.enqueue(Reply.sse(event("a")).keepOpen());
        StepVerifier.create(model().stream("hi").filter(chunk -> !chunk.text().isEmpty()))
                .expectNextCount(1)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(LlmTimeoutException.class, timeout -> {
                            assertThat(timeout.phase()).isEqualTo(Phase.IDLE);
                            assertThat(timeout.partial().orElseThrow().text()).isEqualTo("a");
                        }))
                .verify(PATIENCE);
        server.exchange(0).closedByClient().block(PATIENCE);
    }

    @Test
    void idleInsideTheBodyOfACall() {
        limits(timeouts -> timeouts.idle(SHORT));
        server.enqueue(Reply.of(200)
                .header("content-type", "application/json")
                .chunked()
                .piece("{")
                .keepOpen());
        assertTimesOut(model().call("hi"), Phase.IDLE);
    }

    @Test
    void keepAlivesDoNotHideAStalledModelUnlessAskedTo() {
        Reply chatty = Reply.sse(event("a"));
        for (int i = 0; i < 400; i++) {
            chatty = chatty.delay(Duration.ofMillis(10)).piece(": ping\n\n");
        }
        server.always(chatty.piece(END));
        limits(timeouts -> timeouts.idle(SHORT));
        assertTimesOut(model().stream("hi"), Phase.IDLE);
    }

    @Test
    void total() {
        limits(timeouts -> timeouts.total(SHORT));
        server.always(Reply.sse().repeat(Integer.MAX_VALUE, i -> event("word" + i)));
        assertTimesOut(model().stream("hi"), Phase.TOTAL);
        server.exchange(0).closedByClient().block(PATIENCE);
    }

    @Test
    void totalOfACallSetOnTheRequest() {
        server.always(Reply.json("{}").headAfter(new Gate()));
        Request request =
                Request.builder().user("hi").options(o -> o.timeout(SHORT)).build();
        assertTimesOut(model().call(request), Phase.TOTAL);
    }

    @Test
    void totalAfterTheFirstChunkLimitWasKept() {
        limits(timeouts -> timeouts.firstChunk(SHORT.multipliedBy(8)).total(SHORT.multipliedBy(9)));
        server.always(Reply.sse(event("a")).keepOpen());
        assertTimesOut(model().stream("hi"), Phase.TOTAL);
    }

    @Test
    void poolWait() {
        use(builder -> builder.http(http().maxConnections(1)).timeouts(Timeouts.DEFAULT.poolWait(SHORT)));
        server.always(Reply.sse(event("a")).keepOpen());
        Disposable first = model().stream("hi").subscribe();
        server.exchange(0).received().block(PATIENCE);
        assertTimesOut(model().stream("hi"), Phase.POOL_WAIT);
        first.dispose();
    }

    @Test
    void connect() {
        use(builder -> builder.timeouts(Timeouts.DEFAULT.connect(SHORT))
                .provider(new LineProvider(Endpoint.of("http://" + FullBacklog.address()))));
        assertTimesOut(model().call("hi"), Phase.CONNECT);
    }
}
