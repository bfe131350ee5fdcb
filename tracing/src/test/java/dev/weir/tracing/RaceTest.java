package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;

/** Cancel against completion, failure and elements on two threads. {@code -Dweir.race.rounds} sets how often. */
class RaceTest {

    private static final long SEED = 20_261_120;

    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger endedNow = new AtomicInteger();

    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(
                    SdkTracerProvider.builder().addSpanProcessor(new Counter()).build())
            .build();
    private final Tracing tracing = Tracing.create(sdk);

    @Test
    void everySpanEndsOnceWhoeverWins() throws Exception {
        int rounds = Integer.getInteger("weir.race.rounds", 5_000);
        Random random = new Random(SEED);
        ExecutorService other = Executors.newSingleThreadExecutor();
        CyclicBarrier barrier = new CyclicBarrier(2);
        Hooks.onErrorDropped(error -> {});
        try {
            for (int round = 0; round < rounds; round++) {
                race(random, barrier, other, round);
            }
        } finally {
            Hooks.resetOnErrorDropped();
            other.shutdownNow();
            sdk.close();
        }
        assertThat(started).hasValue(rounds);
        assertThat(ended).hasValue(rounds);
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private void race(Random random, CyclicBarrier barrier, ExecutorService other, int round) throws Exception {
        Manual source = new Manual();
        Observer observer = new Observer();
        tracing.stream(Fixtures.stream(), source).subscribe(observer);
        int before = random.nextInt(3);
        for (int i = 0; i < before; i++) {
            source.actual.onNext(Fixtures.text("x"));
        }
        endedNow.set(0);
        int kind = random.nextInt(4);
        int spin = random.nextInt(200);
        Future<?> signal = other.submit(() -> {
            barrier.await();
            signal(source.actual, kind);
            return null;
        });
        barrier.await();
        for (int i = 0; i < spin; i++) {
            Thread.onSpinWait();
        }
        observer.cancel();
        signal.get();
        assertThat(endedNow.get()).as("round %d, signal %d", round, kind).isEqualTo(1);
        assertThat(observer.terminals.get()).as("round %d", round).isLessThanOrEqualTo(1);
        assertThat(observer.early)
                .as("round %d: the span was open at the terminal signal", round)
                .isFalse();
        if (kind == 3) {
            assertThat(source.cancelled.getCount())
                    .as("round %d: cancel reached the source", round)
                    .isZero();
        }
    }

    private static void signal(CoreSubscriber<? super Chunk> actual, int kind) {
        switch (kind) {
            case 0 -> actual.onComplete();
            case 1 -> actual.onError(new IllegalStateException());
            case 2 -> {
                actual.onNext(Fixtures.usage());
                actual.onNext(Fixtures.done());
                actual.onComplete();
            }
            default -> actual.onNext(Fixtures.text("y"));
        }
    }

    /** A source whose signals the test sends itself. */
    private static final class Manual extends Flux<Chunk> implements Subscription {
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private CoreSubscriber<? super Chunk> actual;

        @Override
        public void subscribe(CoreSubscriber<? super Chunk> subscriber) {
            actual = subscriber;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancelled.countDown();
        }
    }

    private final class Observer extends BaseSubscriber<Chunk> {
        private final AtomicInteger terminals = new AtomicInteger();
        private volatile boolean early;

        @Override
        protected void hookOnComplete() {
            terminal();
        }

        @Override
        protected void hookOnError(Throwable error) {
            terminal();
        }

        private void terminal() {
            terminals.incrementAndGet();
            early |= endedNow.get() == 0;
        }
    }

    private final class Counter implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            started.incrementAndGet();
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.incrementAndGet();
            endedNow.incrementAndGet();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
