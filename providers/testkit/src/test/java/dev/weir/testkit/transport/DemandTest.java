package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Timeouts;
import dev.weir.local.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Demand reaches the socket. */
class DemandTest extends TransportHarness {

    private static final int OFFERED = 200_000;

    @Test
    void serverIsStoppedByTcpWhenOnlyTenAreWanted() {
        server.enqueue(Reply.sse().repeat(OFFERED, event("x".repeat(280))).piece(END));
        StepVerifier.create(model().stream("hi"), 10)
                .expectNextCount(10)
                .then(() -> server.exchange(0).stalled().block(PATIENCE))
                .then(() -> assertThat(server.exchange(0).written()).isLessThan(OFFERED / 2))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void everyDemandGivesTheSameSequence() {
        server.always(Reply.sse(event("a"), event("b"), event("c"), END));
        List<String> whole = names(model().stream("hi"));
        assertThat(names(model().stream("hi").limitRate(1))).isEqualTo(whole);
        assertThat(names(model().stream("hi").limitRate(2))).isEqualTo(whole);
        assertThat(names(model().stream("hi").publishOn(Schedulers.parallel(), 1)))
                .isEqualTo(whole);
        assertThat(names(model().stream("hi").concatMap(Flux::just, 1))).isEqualTo(whole);
    }

    @Test
    void withoutDemandNothingIsDelivered() {
        server.enqueue(Reply.sse(event("a"), END));
        StepVerifier.create(model().stream("hi"), 0)
                .expectSubscription()
                .then(() -> server.exchange(0).sent().block(PATIENCE))
                .expectNoEvent(Duration.ofMillis(50))
                .thenRequest(1)
                .expectNextMatches(Chunk.Started.class::isInstance)
                .thenRequest(100)
                .expectNextCount(5)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void idleLimitDoesNotRunWhileTheSubscriberIsBusy() {
        use(builder -> builder.timeouts(Timeouts.DEFAULT.idle(Duration.ofMillis(60))));
        server.enqueue(Reply.sse(event("a"), event("b"), END));
        AtomicInteger texts = new AtomicInteger();
        Flux<Chunk> slow = model().stream("hi")
                .concatMap(chunk -> reactor.core.publisher.Mono.just(chunk).delayElement(Duration.ofMillis(100)), 0);
        StepVerifier.create(slow.doOnNext(chunk -> texts.addAndGet(chunk.text().length()))
                        .then())
                .expectComplete()
                .verify(PATIENCE);
        assertThat(texts).hasValue(2);
    }

    private static List<String> names(Flux<Chunk> chunks) {
        List<Chunk> all = Objects.requireNonNull(chunks.collectList().block(PATIENCE));
        return all.stream()
                .map(chunk -> chunk.getClass().getSimpleName() + chunk.text())
                .toList();
    }
}
