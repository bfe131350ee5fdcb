package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.retry.Retry;

/** Operations inside of others: each has the right parent, and ends before it, whatever ends the two. */
class NestingMatrixTest extends OperatorMatrix {

    /** What may stand around an operation. */
    enum Around {
        STEP("outside"),
        AGENT("invoke_agent outside"),
        AGENT_STEP("step 7"),
        REMOTE_AGENT("invoke_agent outside"),
        WORKFLOW("invoke_workflow outside"),
        RETRIEVAL("retrieval outside");

        private final String spanName;

        Around(String spanName) {
            this.spanName = spanName;
        }

        <T> Flux<T> wrap(Tracing tracing, Flux<T> inside) {
            return switch (this) {
                case STEP -> tracing.trace("outside").around(inside);
                case AGENT -> tracing.agent("outside").around(inside);
                case AGENT_STEP -> tracing.agent("outside").step(7, inside);
                case REMOTE_AGENT -> tracing.remoteAgent("openai", "outside").around(inside);
                case WORKFLOW -> tracing.workflow("outside").around(inside);
                case RETRIEVAL -> tracing.retrieval().dataSource("outside").around(inside);
            };
        }
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Around.values())
                .flatMap(around -> Stream.of(Shape.values()).map(shape -> Arguments.of(around, shape)));
    }

    private void assertNested(Around around, Shape shape, StatusCode outer, StatusCode... inner) {
        List<SpanData> spans = telemetries.spans();
        assertThat(spans).hasSize(inner.length + 1);
        SpanData last = spans.get(inner.length);
        assertThat(last.getName()).isEqualTo(around.spanName);
        assertThat(last.getStatus().getStatusCode()).isEqualTo(outer);
        List<SpanData> children = spans.subList(0, inner.length);
        assertThat(children).allSatisfy(child -> {
            assertThat(child.getName()).isEqualTo(shape.spanName());
            assertThat(child.getParentSpanId()).isEqualTo(last.getSpanId());
            assertThat(child.getEndEpochNanos()).isLessThanOrEqualTo(last.getEndEpochNanos());
        });
        assertThat(children)
                .extracting(child -> child.getStatus().getStatusCode())
                .containsExactly(inner);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void completionEndsTheInnerFirst(Around around, Shape shape) {
        around.wrap(telemetries.tracing, shape.traced(telemetries.tracing)).blockLast();

        assertNested(around, shape, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void failureEndsTheInnerFirst(Around around, Shape shape) {
        StepVerifier.create(around.wrap(
                        telemetries.tracing,
                        shape.wrap(telemetries.tracing, Flux.error(new IllegalStateException("broken")))))
                .verifyErrorMessage("broken");

        assertNested(around, shape, StatusCode.ERROR, StatusCode.ERROR);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void cancelBeforeTheFirstElementEndsTheInnerFirst(Around around, Shape shape) {
        StepVerifier.create(around.wrap(telemetries.tracing, shape.wrap(telemetries.tracing, Flux.never())))
                .thenCancel()
                .verify();

        assertNested(around, shape, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void cancelAfterTheFirstElementEndsTheInnerFirst(Around around, Shape shape) {
        TestPublisher<Object> source = TestPublisher.create();
        StepVerifier.create(around.wrap(telemetries.tracing, shape.wrap(telemetries.tracing, source.flux())))
                .then(() -> source.next(shape.answer().blockFirst()))
                .thenCancel()
                .verify();

        source.assertCancelled();
        assertNested(around, shape, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "RETRIEVAL", "AGENT", "AGENT_STEP", "REMOTE_AGENT", "WORKFLOW"})
    void takingPartEndsTheInnerFirst(Shape shape) {
        Flux<Object> endless = Flux.concat(shape.answer().take(1), Flux.never());
        Around.STEP
                .wrap(telemetries.tracing, shape.wrap(telemetries.tracing, endless))
                .take(1)
                .blockLast();

        assertNested(Around.STEP, shape, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aSourceThatThrowsOnCancelDoesNotKeepSpansOpen(Around around) {
        Flux<Object> source = Flux.from(subscriber -> subscriber.onSubscribe(new org.reactivestreams.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                throw new IllegalStateException("stuck");
            }
        }));
        try {
            around.wrap(telemetries.tracing, Shape.AGENT.wrap(telemetries.tracing, source))
                    .subscribe()
                    .dispose();
        } catch (IllegalStateException stuck) {
            assertThat(stuck).hasMessage("stuck");
        }
        assertNested(around, Shape.AGENT, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void attemptsOfARetryInsideAreSiblings(Shape shape) {
        AtomicInteger attempts = new AtomicInteger();
        Flux<Object> source = Flux.defer(
                () -> attempts.incrementAndGet() < 3 ? Flux.error(new IllegalStateException()) : shape.answer());
        Around.AGENT
                .wrap(
                        telemetries.tracing,
                        shape.wrap(telemetries.tracing, source)
                                .retryWhen(Retry.max(5))
                                .repeat(1))
                .blockLast();

        assertNested(
                Around.AGENT,
                shape,
                StatusCode.UNSET,
                StatusCode.ERROR,
                StatusCode.ERROR,
                StatusCode.UNSET,
                StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutInBetweenCancelsTheInnerAndFailsTheOuter(Shape shape) {
        VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
        try {
            StepVerifier.withVirtualTime(
                            () -> Around.WORKFLOW.wrap(
                                    telemetries.tracing,
                                    shape.wrap(telemetries.tracing, Flux.never())
                                            .timeout(Duration.ofSeconds(30))),
                            () -> clock,
                            Long.MAX_VALUE)
                    .expectSubscription()
                    .thenAwait(Duration.ofSeconds(31))
                    .verifyError(TimeoutException.class);
        } finally {
            VirtualTimeScheduler.reset();
        }
        assertNested(Around.WORKFLOW, shape, StatusCode.ERROR, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void oneOfTwoThatFailsCancelsTheOther(Shape shape) {
        Mono<?> pair = Mono.zip(
                shape.wrap(telemetries.tracing, Flux.never()).last(),
                shape.wrap(telemetries.tracing, Flux.error(new IllegalStateException("broken")))
                        .last());
        StepVerifier.create(Around.WORKFLOW.wrap(telemetries.tracing, pair.flux()))
                .verifyErrorMessage("broken");

        assertThat(telemetries.spans())
                .extracting(SpanData::getName)
                .containsExactly(shape.spanName(), shape.spanName(), Around.WORKFLOW.spanName);
        assertThat(telemetries.spans())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET, StatusCode.ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void switchingToAnotherEndsTheFirstBeforeTheSecondBegins(Shape shape) {
        Sinks.Many<Integer> questions = Sinks.many().unicast().onBackpressureBuffer();
        AtomicInteger endedBefore = new AtomicInteger(-1);
        Flux<Object> answers = questions
                .asFlux()
                .switchMap(n -> n == 1
                        ? shape.wrap(telemetries.tracing, Flux.never())
                        : shape.wrap(
                                telemetries.tracing,
                                shape.answer()
                                        .doOnSubscribe(s -> endedBefore.set(
                                                telemetries.spans().size()))));
        StepVerifier.create(Around.AGENT.wrap(telemetries.tracing, answers))
                .then(() -> questions.tryEmitNext(1))
                .then(() -> questions.tryEmitNext(2))
                .then(questions::tryEmitComplete)
                .thenConsumeWhile(any -> true)
                .verifyComplete();

        assertThat(endedBefore).hasValue(1);
        assertNested(Around.AGENT, shape, StatusCode.UNSET, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void aSharedOperationBelongsToWhomItRanFor(Shape shape) {
        Flux<Object> shared = shape.traced(telemetries.tracing).publish().refCount(2);
        Mono<?> both = Mono.zip(
                telemetries.tracing.trace("first").around(shared.last()),
                telemetries.tracing.trace("second").around(shared.last()));
        both.block();

        assertThat(telemetries.spans()).hasSize(3);
        assertThat(telemetries.span(shape.spanName()).getParentSpanId())
                .isIn(
                        telemetries.span("first").getSpanId(),
                        telemetries.span("second").getSpanId());
    }

    @ParameterizedTest
    @EnumSource
    void oneWhoLeavesACachedOperationDoesNotEndIt(Shape shape) {
        TestPublisher<Object> source = TestPublisher.create();
        Flux<Object> cached = shape.wrap(telemetries.tracing, source.flux()).cache();
        cached.subscribe().dispose();
        assertThat(telemetries.spans()).isEmpty();

        Mono<List<Object>> all = cached.collectList();
        StepVerifier.create(all)
                .then(() -> source.emit(shape.answer().collectList().block().toArray()))
                .expectNextCount(1)
                .verifyComplete();
        assertSpans(shape, 1, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource(names = {"RETRIEVAL", "AGENT", "AGENT_STEP", "WORKFLOW"})
    void demandPassesOneByOne(Shape shape) {
        StepVerifier.create(Around.WORKFLOW.wrap(telemetries.tracing, shape.traced(telemetries.tracing)), 0)
                .thenRequest(1)
                .expectNext("one")
                .thenRequest(1)
                .expectNext("two")
                .then(() -> assertThat(telemetries.spans()).isEmpty())
                .thenRequest(5)
                .expectNext("three")
                .verifyComplete();

        assertNested(Around.WORKFLOW, shape, StatusCode.UNSET, StatusCode.UNSET);
    }

    @ParameterizedTest
    @EnumSource
    void virtualThreadsKeepTheParent(Shape shape) throws ReflectiveOperationException {
        Scheduler scheduler = Schedulers.fromExecutorService(virtualThreads());
        Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
        try {
            Flux<Object> many = Flux.range(0, 200)
                    .flatMap(
                            n -> shape.wrap(
                                            telemetries.tracing,
                                            shape.answer()
                                                    .publishOn(scheduler)
                                                    .doOnNext(any -> virtual.add(isVirtual())))
                                    .subscribeOn(scheduler),
                            64);
            telemetries.tracing.trace("many").around(many.then()).block();
        } finally {
            scheduler.dispose();
        }
        SpanData root = telemetries.span("many");
        assertThat(virtual).containsExactly(true);
        assertThat(telemetries.spans().subList(0, 200))
                .allMatch(span -> span.getParentSpanId().equals(root.getSpanId()));
    }

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    private static boolean isVirtual() {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("virtual threads come with Thread.isVirtual", impossible);
        }
    }
}
