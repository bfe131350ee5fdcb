package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Every way in which a subscription can begin, go on and end, for every operation: one span each, ended once. */
class LifeCycleMatrixTest extends OperatorMatrix {

    @ParameterizedTest
    @EnumSource
    void completionIsOneSpanWithoutStatus(Shape shape) {
        StepVerifier.create(shape.traced(telemetries.tracing).then()).verifyComplete();

        assertSpans(shape, 1, StatusCode.UNSET);
        assertThat(telemetries.onlySpan().getAttributes().get(Names.ERROR_TYPE)).isNull();
        Long read = telemetries.onlySpan().getAttributes().get(Names.USAGE_INPUT_TOKENS);
        assertThat(read != null && read > 0).isEqualTo(shape.reportsUsage());
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
    void cancelBeforeTheFirstElementEndsTheSpanBeforeOrRightAfterTheSource(Shape shape) {
        AtomicInteger endedWhenCancelled = new AtomicInteger(-1);
        Flux<Object> source = Flux.never()
                .doOnCancel(() -> endedWhenCancelled.set(telemetries.spans().size()));

        StepVerifier.create(shape.wrap(telemetries.tracing, source))
                .thenCancel()
                .verify();

        assertThat(endedWhenCancelled).hasValue(shape.surroundsOthers() ? 0 : 1);
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
}
