package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.LlmException;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.retry.Retry;

/** Every way in which a subscription can begin, go on and end, for call, stream and embed: one span each, ended once. */
class OperatorMatrixTest {

    private final Telemetries telemetries = new Telemetries();

    /** The three shapes of operation, each with a source and its values. */
    enum Shape {
        CALL,
        STREAM,
        EMBED;

        Flux<Object> wrap(Tracing tracing, Flux<Object> source) {
            return switch (this) {
                case CALL ->
                    tracing.call(
                                    Fixtures.call(),
                                    source.cast(dev.weir.Response.class).singleOrEmpty())
                            .flux()
                            .cast(Object.class);
                case STREAM ->
                    tracing.stream(Fixtures.stream(), source.cast(Chunk.class)).cast(Object.class);
                case EMBED ->
                    tracing.embed(
                                    Fixtures.embed(),
                                    source.cast(dev.weir.EmbeddingResponse.class)
                                            .singleOrEmpty())
                            .flux()
                            .cast(Object.class);
            };
        }

        Flux<Object> answer() {
            return switch (this) {
                case CALL -> Flux.just(Fixtures.response());
                case STREAM -> Flux.fromIterable(Fixtures.answer());
                case EMBED -> Flux.just(Fixtures.embedding());
            };
        }

        Flux<Object> traced(Tracing tracing) {
            return wrap(tracing, answer());
        }

        String spanName() {
            return this == EMBED ? "embeddings gpt-4o-mini" : "chat gpt-4o-mini";
        }
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Context.current()).isSameAs(Context.root());
        assertThat(telemetries.ends).hasSize(telemetries.started.get());
        assertThat(telemetries.ends.values()).allMatch(count -> count.get() == 1);
        telemetries.close();
    }

    private void assertSpans(Shape shape, int count, StatusCode status) {
        assertThat(telemetries.spans()).hasSize(count).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo(shape.spanName());
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(status);
        });
    }

    @ParameterizedTest
    @EnumSource
    void completionIsOneSpanWithoutStatus(Shape shape) {
        StepVerifier.create(shape.traced(telemetries.tracing).then()).verifyComplete();

        assertSpans(shape, 1, StatusCode.UNSET);
        assertThat(telemetries.onlySpan().getAttributes().get(Names.ERROR_TYPE)).isNull();
        assertThat(telemetries.onlySpan().getAttributes().get(Names.USAGE_INPUT_TOKENS))
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void failureIsOneSpanWithError(Shape shape) {
        RuntimeException failure = new IllegalStateException("broken");
        StepVerifier.create(shape.wrap(telemetries.tracing, Flux.error(failure)))
                .verifyErrorMatches(failure::equals);

        assertSpans(shape, 1, StatusCode.ERROR);
        SpanData span = telemetries.onlySpan();
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("java.lang.IllegalStateException");
        assertThat(span.getStatus().getDescription()).isEqualTo("broken");
        assertThat(span.getEvents())
                .hasSize(1)
                .first()
                .satisfies(event -> assertThat(event.getName()).isEqualTo("exception"));
    }

    @ParameterizedTest
    @EnumSource
    void cancelBeforeTheFirstElementEndsAtOnceThenReachesTheSource(Shape shape) {
        AtomicInteger endedWhenCancelled = new AtomicInteger(-1);
        Flux<Object> source = Flux.never()
                .doOnCancel(() -> endedWhenCancelled.set(telemetries.spans().size()));

        StepVerifier.create(shape.wrap(telemetries.tracing, source))
                .thenCancel()
                .verify();

        assertThat(endedWhenCancelled).hasValue(1);
        assertSpans(shape, 1, StatusCode.UNSET);
        assertThat(telemetries.onlySpan().getAttributes().get(Names.ERROR_TYPE)).isNull();
        assertThat(telemetries.onlySpan().getAttributes().get(Names.RESPONSE_TIME_TO_FIRST_CHUNK))
                .isNull();
    }

    @Test
    void cancelAfterTheFirstChunkKeepsWhatArrived() {
        TestPublisher<Chunk> source = TestPublisher.create();
        StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), source.flux()))
                .then(() -> source.next(Fixtures.started(), Fixtures.text("Du"), Fixtures.usage()))
                .expectNextCount(3)
                .thenCancel()
                .verify();

        source.assertCancelled();
        SpanData span = telemetries.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().get(Names.RESPONSE_ID)).isEqualTo("chatcmpl-1");
        assertThat(span.getAttributes().get(Names.RESPONSE_MODEL)).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(span.getAttributes().get(Names.USAGE_OUTPUT_TOKENS)).isEqualTo(12);
        assertThat(span.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("error");
        assertThat(span.getAttributes().get(Names.RESPONSE_TIME_TO_FIRST_CHUNK)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void emptySourceIsOneSpan(Shape shape) {
        StepVerifier.create(shape.wrap(telemetries.tracing, Flux.empty())).verifyComplete();

        assertSpans(shape, 1, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void withoutDemandNothingIsEmittedAndCancelEndsTheSpan(Shape shape) {
        StepVerifier.create(shape.traced(telemetries.tracing), 0)
                .expectSubscription()
                .then(() -> assertThat(telemetries.spans()).isEmpty())
                .thenCancel()
                .verify();

        assertSpans(shape, 1, StatusCode.UNSET);
    }

    @Test
    void demandPassesUnchanged() {
        List<Long> requested = new ArrayList<>();
        Flux<Chunk> source = Flux.fromIterable(Fixtures.answer()).hide().doOnRequest(requested::add);

        StepVerifier.create(telemetries.tracing.stream(Fixtures.stream(), source), 0)
                .thenRequest(1)
                .expectNextCount(1)
                .thenRequest(3)
                .expectNextCount(3)
                .thenRequest(100)
                .expectNextCount(5)
                .verifyComplete();

        assertThat(requested).containsExactly(1L, 3L, 100L);
    }

    @ParameterizedTest
    @EnumSource
    void theSpanHasEndedWhenTheSubscriberSeesTheEnd(Shape shape) {
        List<Integer> endedAt = new ArrayList<>();
        Runnable note = () -> endedAt.add(telemetries.spans().size());

        shape.traced(telemetries.tracing).doOnComplete(note).blockLast();
        shape.wrap(telemetries.tracing, Flux.error(new IllegalStateException()))
                .doOnError(error -> note.run())
                .onErrorComplete()
                .blockLast();

        assertThat(endedAt).containsExactly(1, 2);
    }

    @Test
    void aMonosSpanHasEndedWhenItsValueArrives() {
        Integer ended = telemetries
                .tracing
                .call(Fixtures.call(), Mono.just(Fixtures.response()))
                .map(response -> telemetries.spans().size())
                .block();

        assertThat(ended).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void nothingHappensBeforeSubscription(Shape shape) {
        AtomicBoolean subscribed = new AtomicBoolean();
        List<Flux<Object>> publishers = Stream.generate(
                        () -> shape.wrap(telemetries.tracing, Flux.empty().doOnSubscribe(s -> subscribed.set(true))))
                .limit(1000)
                .toList();

        assertThat(publishers).hasSize(1000);
        assertThat(subscribed).isFalse();
        assertThat(telemetries.started).hasValue(0);
    }

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

    @Test
    void theLastElementEndsTheSpanEvenIfNobodyAsksForTheCompletion() {
        BaseSubscriber<Chunk> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(Fixtures.answer().size());
            }
        };
        telemetries.tracing.stream(
                        Fixtures.stream(), Flux.fromIterable(Fixtures.answer()).concatWith(Flux.never()))
                .subscribe(subscriber);

        SpanData span = telemetries.onlySpan();
        assertThat(span.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("stop");
        subscriber.cancel();
    }

    @Test
    void whoCancelsOnTheLastElementHasAWholeAnswer() {
        telemetries.tracing.stream(Fixtures.stream(), Flux.fromIterable(Fixtures.answer()))
                .as(dev.weir.Chunks.collect())
                .block();

        SpanData span = telemetries.onlySpan();
        assertThat(span.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("stop");
        assertThat(span.getAttributes().get(Names.USAGE_OUTPUT_TOKENS)).isEqualTo(12);
    }

    @Test
    void cancelCanCountAsAnError() {
        try (Telemetries strict = new Telemetries(builder -> builder.cancelAsError(true))) {
            StepVerifier.create(strict.tracing.call(Fixtures.call(), Mono.never()))
                    .thenCancel()
                    .verify();

            assertThat(strict.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(strict.onlySpan().getAttributes().get(Names.ERROR_TYPE)).isEqualTo("cancelled");
        }
    }

    @Test
    void aSourceThatThrowsWhileItIsSubscribedToEndsTheSpan() {
        Flux<Chunk> broken = new Flux<>() {
            @Override
            public void subscribe(reactor.core.CoreSubscriber<? super Chunk> actual) {
                throw new IllegalStateException("no subscription");
            }
        };
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        telemetries.tracing.stream(Fixtures.stream(), broken).blockLast())
                .hasMessageContaining("no subscription");

        assertThat(telemetries.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void anErrorKeepsWhatThePartialAnswerKnows() {
        LlmException cut = new dev.weir.TruncatedStreamException("[DONE]", null, Fixtures.response());
        StepVerifier.create(telemetries.tracing.call(Fixtures.call(), Mono.error(cut)))
                .verifyError(LlmException.class);

        SpanData span = telemetries.onlySpan();
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("incomplete_stream");
        assertThat(span.getAttributes().get(Names.USAGE_INPUT_TOKENS)).isEqualTo(25);
        assertThat(span.getAttributes().get(Names.RESPONSE_ID)).isEqualTo("chatcmpl-1");
    }
}
