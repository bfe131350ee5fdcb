package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;

/**
 * Every operation inside every other, ended by three threads at once: a subscriber that leaves, and two sources that go on,
 * complete or fail, in an order and at distances that a seed decides. {@code -Dweir.race.rounds} sets how often (10,000 by
 * default), {@code -Dweir.race.seed} the seed.
 */
class TreeRaceTest {

    private static final int SOURCES = 2;

    private final Map<SpanContext, AtomicInteger> ends = new ConcurrentHashMap<>();
    private final Map<SpanContext, SpanContext> parents = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicBoolean leaked = new AtomicBoolean();

    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(
                    SdkTracerProvider.builder().addSpanProcessor(new Ledger()).build())
            .build();
    private final Tracing tracing = Tracing.create(sdk);

    @Test
    void everySpanOfATreeEndsOnceWhoeverWins() throws Exception {
        int rounds = Integer.getInteger("weir.race.rounds", 10_000);
        Random random = new Random(Long.getLong("weir.race.seed", 20_261_127));
        ExecutorService others = Executors.newFixedThreadPool(SOURCES);
        CyclicBarrier barrier = new CyclicBarrier(SOURCES + 1);
        Hooks.onErrorDropped(error -> {});
        Hooks.onNextDropped(value -> {});
        int outcomes = 0;
        try {
            for (int round = 0; round < rounds; round++) {
                outcomes |= race(random, barrier, others, round);
            }
        } finally {
            Hooks.resetOnErrorDropped();
            Hooks.resetOnNextDropped();
            others.shutdownNow();
            sdk.close();
        }
        assertThat(started).hasValue(rounds * 3);
        assertThat(ended).hasValue(rounds * 3);
        assertThat(leaked).isFalse();
        assertThat(Context.current()).isSameAs(Context.root());
        assertThat(outcomes)
                .as("completion, failure and cancel all won some round")
                .isEqualTo(0b111);
    }

    private int race(Random random, CyclicBarrier barrier, ExecutorService others, int round) throws Exception {
        NestingMatrixTest.Around[] arounds = NestingMatrixTest.Around.values();
        OperatorMatrix.Shape[] shapes = OperatorMatrix.Shape.values();
        NestingMatrixTest.Around around = arounds[random.nextInt(arounds.length)];
        OperatorMatrix.Shape[] inside = new OperatorMatrix.Shape[SOURCES];
        Manual[] sources = new Manual[SOURCES];
        for (int i = 0; i < SOURCES; i++) {
            inside[i] = shapes[random.nextInt(shapes.length)];
            sources[i] = new Manual();
        }
        ends.clear();
        parents.clear();
        Observer observer = new Observer();
        around.wrap(tracing, Flux.merge(inside[0].wrap(tracing, sources[0]), inside[1].wrap(tracing, sources[1])))
                .subscribe(observer);
        Future<?>[] signals = new Future<?>[SOURCES];
        for (int i = 0; i < SOURCES; i++) {
            Manual source = sources[i];
            Object value = inside[i].answer().blockFirst();
            int kind = random.nextInt(4);
            int spin = random.nextInt(300);
            signals[i] = others.submit(() -> {
                await(barrier, spin);
                signal(source.actual, kind, value);
                leaked.compareAndSet(false, Context.current() != Context.root());
                return null;
            });
        }
        boolean leaves = random.nextInt(3) > 0;
        await(barrier, random.nextInt(300));
        if (leaves) {
            observer.cancel();
        }
        for (Future<?> signal : signals) {
            signal.get();
        }
        int won = observer.outcome(leaves);
        if (won == 0) {
            observer.cancel();
        }
        assertTree(round, around);
        return won;
    }

    private static void await(CyclicBarrier barrier, int spin) throws Exception {
        barrier.await();
        for (int i = 0; i < spin; i++) {
            Thread.onSpinWait();
        }
    }

    private static void signal(CoreSubscriber<? super Object> actual, int kind, Object value) {
        switch (kind) {
            case 0 -> actual.onComplete();
            case 1 -> actual.onError(new IllegalStateException());
            case 2 -> {
                actual.onNext(value);
                actual.onComplete();
            }
            default -> actual.onNext(value);
        }
    }

    private void assertTree(int round, NestingMatrixTest.Around around) {
        assertThat(parents)
                .as("round %d: spans started inside %s", round, around)
                .hasSize(SOURCES + 1);
        assertThat(parents.values().stream().filter(SpanContext::isValid).distinct())
                .as("round %d: both are children of the same", round)
                .hasSize(1);
        assertThat(ends).as("round %d: spans ended inside %s", round, around).hasSize(SOURCES + 1);
        assertThat(ends.values()).as("round %d: ends", round).allMatch(count -> count.get() == 1);
    }

    /** A source whose signals the test sends itself. */
    private static final class Manual extends Flux<Object> implements Subscription {
        private CoreSubscriber<? super Object> actual;

        @Override
        public void subscribe(CoreSubscriber<? super Object> subscriber) {
            actual = subscriber;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    private static final class Observer extends BaseSubscriber<Object> {
        private final AtomicInteger completions = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        protected void hookOnComplete() {
            completions.incrementAndGet();
        }

        @Override
        protected void hookOnError(Throwable error) {
            failures.incrementAndGet();
        }

        /** Returns one bit for how it ended, none if it has not. */
        private int outcome(boolean left) {
            assertThat(completions.get() + failures.get())
                    .as("terminal signals")
                    .isLessThanOrEqualTo(1);
            if (completions.get() == 1) {
                return 0b001;
            }
            return failures.get() == 1 ? 0b010 : left ? 0b100 : 0;
        }
    }

    private final class Ledger implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            started.incrementAndGet();
            parents.put(span.getSpanContext(), span.getParentSpanContext());
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.incrementAndGet();
            ends.computeIfAbsent(span.getSpanContext(), key -> new AtomicInteger())
                    .incrementAndGet();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
