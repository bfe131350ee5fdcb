package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.retry.Retry;

/** Traced operations inside other operators: how many spans there are, whose children, and in which state. */
class CompositionMatrixTest extends OperatorMatrix {

    @ParameterizedTest
    @EnumSource
    void everySubscriptionIsASpan(Shape shape) {
        Flux<Object> traced = shape.traced(telemetries.tracing);
        traced.blockLast();
        traced.blockLast();

        assertSpans(shape, 2, StatusCode.UNSET);
        assertThat(telemetries.spans().get(0).getTraceId())
                .isNotEqualTo(telemetries.spans().get(1).getTraceId());
    }

    @ParameterizedTest
    @EnumSource
    void aRetryOutsideIsASpanForEachAttempt(Shape shape) {
        AtomicInteger attempts = new AtomicInteger();
        Flux<Object> source = Flux.defer(
                () -> attempts.incrementAndGet() < 3 ? Flux.error(new IllegalStateException()) : shape.answer());

        shape.wrap(telemetries.tracing, source).retry(5).blockLast();

        assertThat(telemetries.spans())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aRetryInsideIsOneSpanWithoutError(Shape shape) {
        AtomicInteger attempts = new AtomicInteger();
        Flux<Object> source = Flux.defer(
                        () -> attempts.incrementAndGet() < 3 ? Flux.error(new IllegalStateException()) : shape.answer())
                .retryWhen(Retry.max(5));

        shape.wrap(telemetries.tracing, source).blockLast();

        assertSpans(shape, 1, StatusCode.UNSET);
        assertThat(telemetries.onlySpan().getEvents()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatIsASpanForEachRound(Shape shape) {
        shape.traced(telemetries.tracing).repeat(2).blockLast();

        assertSpans(shape, 3, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutOutsideIsACancelAndInsideAnError(Shape shape) {
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        try {
            Supplier<Flux<Object>> outside =
                    () -> shape.wrap(telemetries.tracing, Flux.never()).timeout(Duration.ofSeconds(30));
            Supplier<Flux<Object>> inside =
                    () -> shape.wrap(telemetries.tracing, Flux.never().timeout(Duration.ofSeconds(30)));
            for (Supplier<Flux<Object>> timed : List.of(outside, inside)) {
                StepVerifier.withVirtualTime(timed, () -> clock, Long.MAX_VALUE)
                        .expectSubscription()
                        .thenAwait(Duration.ofSeconds(31))
                        .verifyError(java.util.concurrent.TimeoutException.class);
            }
        } finally {
            VirtualTimeScheduler.reset();
        }
        assertThat(telemetries.spans())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.UNSET, StatusCode.ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void switchMapCancelsTheFirstAndCompletesTheSecond(Shape shape) {
        Sinks.Many<Integer> questions = Sinks.many().unicast().onBackpressureBuffer();
        StepVerifier.create(questions
                        .asFlux()
                        .switchMap(n -> n == 1
                                ? shape.wrap(telemetries.tracing, Flux.never())
                                : shape.traced(telemetries.tracing)))
                .then(() -> questions.tryEmitNext(1))
                .then(() -> assertThat(telemetries.spans()).isEmpty())
                .then(() -> questions.tryEmitNext(2))
                .then(questions::tryEmitComplete)
                .thenConsumeWhile(any -> true)
                .verifyComplete();

        assertSpans(shape, 2, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void concurrentCallsAreSiblings(Shape shape) {
        Flux<Object> many = Flux.range(0, 50)
                .flatMap(n -> shape.traced(telemetries.tracing).subscribeOn(Schedulers.parallel()), 16);
        telemetries.tracing.trace("many").around(many.then()).block();

        List<SpanData> spans = telemetries.spans();
        assertThat(spans).hasSize(51);
        SpanData root = spans.get(50);
        assertThat(root.getName()).isEqualTo("many");
        assertThat(spans.subList(0, 50)).allMatch(span -> span.getParentSpanId().equals(root.getSpanId()));
    }

    @ParameterizedTest
    @EnumSource
    void zippedCallsAreSiblings(Shape shape) {
        Mono<?> pair = Mono.zip(
                shape.traced(telemetries.tracing).last(),
                shape.traced(telemetries.tracing).last());
        telemetries.tracing.trace("pair").around(pair).block();

        SpanData root = telemetries.span("pair");
        assertThat(telemetries.spans())
                .filteredOn(span -> span != root)
                .hasSize(2)
                .allMatch(span -> span.getParentSpanId().equals(root.getSpanId()));
    }

    @ParameterizedTest
    @EnumSource
    void aSharedCallIsOneSpan(Shape shape) {
        Flux<Object> shared = shape.traced(telemetries.tracing).publish().refCount(3);
        shared.subscribe();
        shared.subscribe();
        shared.blockLast();

        assertSpans(shape, 1, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aCachedCallIsOneSpan(Shape shape) {
        Flux<Object> cached = shape.traced(telemetries.tracing).cache();
        cached.blockLast();
        cached.blockLast();

        assertSpans(shape, 1, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aThousandCallsInARowAreAThousandSiblings(Shape shape) {
        telemetries
                .tracing
                .trace("row")
                .around(Flux.range(0, 1000)
                        .concatMap(n ->
                                shape.wrap(telemetries.tracing, shape.answer().publishOn(Schedulers.single())))
                        .then())
                .block();

        SpanData root = telemetries.span("row");
        assertThat(telemetries.spans())
                .hasSize(1001)
                .filteredOn(span -> span != root)
                .allMatch(span -> span.getParentSpanId().equals(root.getSpanId()));
    }

    @ParameterizedTest
    @EnumSource
    void callsInARowWithoutAStepAroundThemAreNotChildrenOfEachOther(Shape shape) {
        Flux.range(0, 3).concatMap(n -> shape.traced(telemetries.tracing)).blockLast();
        shape.traced(telemetries.tracing)
                .last()
                .flatMapMany(first -> shape.traced(telemetries.tracing))
                .blockLast();

        assertThat(telemetries.spans())
                .hasSize(5)
                .allMatch(span -> !span.getParentSpanContext().isValid());
    }

    @ParameterizedTest
    @EnumSource
    void threadHopsKeepTheParent(Shape shape) {
        telemetries
                .tracing
                .trace("hops")
                .around(shape.wrap(
                                telemetries.tracing,
                                shape.answer()
                                        .publishOn(Schedulers.parallel())
                                        .subscribeOn(Schedulers.boundedElastic()))
                        .publishOn(Schedulers.single())
                        .subscribeOn(Schedulers.parallel())
                        .then())
                .subscribeOn(Schedulers.boundedElastic())
                .block();

        assertThat(telemetries.span(shape.spanName()).getParentSpanId())
                .isEqualTo(telemetries.span("hops").getSpanId());
    }
}
