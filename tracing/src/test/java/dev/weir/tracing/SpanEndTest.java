package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.LlmException;
import dev.weir.LlmTimeoutException;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What ends a span, and what it knows then. */
class SpanEndTest extends OperatorMatrix {

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
    void theOutcomeIsToldIfAskedFor() {
        LlmTimeoutException late = new LlmTimeoutException(
                LlmTimeoutException.Phase.TOTAL, Duration.ofSeconds(1), null, Fixtures.OPENAI.model(), null);
        try (Telemetries telling = new Telemetries(builder -> builder.extras(Extra.OUTCOME))) {
            telling.tracing
                    .call(Fixtures.call(), Mono.just(Fixtures.response()))
                    .block();
            StepVerifier.create(telling.tracing.call(Fixtures.call(), Mono.never()))
                    .thenCancel()
                    .verify();
            StepVerifier.create(telling.tracing.call(Fixtures.call(), Mono.error(late)))
                    .verifyError();
            StepVerifier.create(telling.tracing.trace("step").around(Mono.error(new IllegalStateException("no"))))
                    .verifyError();

            assertThat(telling.spans())
                    .extracting(span -> span.getAttributes().get(Names.WEIR_OUTCOME))
                    .containsExactly("completed", "cancelled", "timed_out", "failed");
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
