package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.LineCodec.END;
import static dev.weir.testkit.transport.LineCodec.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.local.Exchange;
import dev.weir.local.Gate;
import dev.weir.local.Reply;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Cancelling at every phase: it returns at once, also from a thread that must not block, and the server sees it. */
class CancelTest extends TransportHarness {

    /** Disposes on a non-blocking thread, where a blocking call fails the test through BlockHound. */
    private static void cancelOnNonBlockingThread(Disposable call) {
        Mono.fromRunnable(call::dispose).subscribeOn(Schedulers.parallel()).block(PATIENCE);
    }

    private void assertServerSeesTheClose(Exchange exchange) {
        exchange.closedByClient().block(PATIENCE);
    }

    @Test
    void streamBeforeTheHead() {
        Gate never = new Gate();
        server.enqueue(Reply.sse(event("a")).headAfter(never));
        Disposable call = model().stream("hi").subscribe();
        server.exchange(0).received().block(PATIENCE);
        cancelOnNonBlockingThread(call);
        assertServerSeesTheClose(server.exchange(0));
    }

    @Test
    void callBeforeTheHead() {
        Gate never = new Gate();
        server.enqueue(Reply.json("{}").headAfter(never));
        Disposable call = model().call("hi").subscribe();
        server.exchange(0).received().block(PATIENCE);
        cancelOnNonBlockingThread(call);
        assertServerSeesTheClose(server.exchange(0));
    }

    @Test
    void callInsideItsBody() {
        Gate gate = new Gate();
        server.enqueue(Reply.of(200)
                .header("content-type", "application/json")
                .chunked()
                .piece("{\"te")
                .waitFor(gate));
        Disposable call = model().call("hi").subscribe();
        gate.reached().block(PATIENCE);
        cancelOnNonBlockingThread(call);
        assertServerSeesTheClose(server.exchange(0));
    }

    @Test
    void streamWhoseProviderFellSilent() {
        server.enqueue(Reply.sse(event("a")).keepOpen());
        CountDownLatch first = new CountDownLatch(1);
        Disposable call =
                model().stream("hi").doOnNext(chunk -> first.countDown()).subscribe();
        assertThat(await(first)).isTrue();
        cancelOnNonBlockingThread(call);
        assertServerSeesTheClose(server.exchange(0));
    }

    @Test
    void streamBetweenChunksFromTheEventLoop() {
        server.enqueue(Reply.sse().repeat(100_000, event("word")));
        StepVerifier.create(model().stream("hi")
                        .filter(chunk -> !chunk.text().isEmpty())
                        .take(3))
                .expectNextCount(3)
                .expectComplete()
                .verify(PATIENCE);
        assertServerSeesTheClose(server.exchange(0));
    }

    @Test
    void streamInsideASlowConsumer() {
        server.enqueue(Reply.sse().repeat(100_000, event("word")));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Disposable call = model().stream("hi")
                .publishOn(Schedulers.boundedElastic(), 1)
                .doOnNext(chunk -> {
                    inside.countDown();
                    await(leave);
                })
                .subscribe();
        assertThat(await(inside)).isTrue();
        cancelOnNonBlockingThread(call);
        assertServerSeesTheClose(server.exchange(0));
        leave.countDown();
    }

    @Test
    void streamWithoutAnyDemand() {
        server.enqueue(Reply.sse(event("a"), END));
        BaseSubscriber<Chunk> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // asks for nothing
            }
        };
        model().stream("hi").subscribe(subscriber);
        server.exchange(0).received().block(PATIENCE);
        subscriber.cancel();
        assertThat(subscriber.isDisposed()).isTrue();
    }

    @Test
    void whileWaitingForAConnectionNothingIsSent() {
        use(builder -> builder.http(http().maxConnections(1)));
        Gate held = new Gate();
        server.enqueue(Reply.sse(event("a")).waitFor(held).piece(END), Reply.sse(event("b"), END));
        CountDownLatch first = new CountDownLatch(1);
        Mono<Void> holder = model().stream("holder")
                .doOnNext(chunk -> first.countDown())
                .then()
                .cache();
        holder.subscribe();
        assertThat(await(first)).isTrue();
        cancelOnNonBlockingThread(model().stream("never sent").subscribe());
        held.open();
        holder.block(PATIENCE);
        model().stream("again").blockLast(PATIENCE);
        assertThat(server.requests())
                .hasSize(2)
                .noneSatisfy(request -> assertThat(request.bodyText()).contains("never sent"));
    }

    @Test
    void noSignalFollowsACancel() {
        server.enqueue(Reply.sse().repeat(100_000, event("word")).piece(END));
        StepVerifier.create(model().stream("hi"), 2)
                .expectNextCount(2)
                .thenCancel()
                .verify(PATIENCE);
        assertServerSeesTheClose(server.exchange(0));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
