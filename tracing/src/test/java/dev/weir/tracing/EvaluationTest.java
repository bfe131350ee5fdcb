package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.InvalidRequestException;
import dev.weir.Response;
import dev.weir.tracing.conformance.Registry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Judgements of what was traced. */
class EvaluationTest {

    private final RecordedTelemetry recorded = Tracing.inMemory();
    private final Tracing tracing = recorded.tracing();

    @AfterEach
    void close() {
        recorded.close();
    }

    private Trace<Response> recommended() {
        Trace<Response> trace = tracing.trace("recommend")
                .wrap(tracing.call(Fixtures.call(), Mono.just(Fixtures.response())))
                .block();
        assertThat(trace).isNotNull();
        return trace;
    }

    private LogRecordData onlyEvent() {
        assertThat(recorded.events()).hasSize(1);
        LogRecordData event = recorded.events().get(0);
        assertThat(event.getEventName()).isEqualTo("gen_ai.evaluation.result");
        assertThat(event.getInstrumentationScopeInfo().getName()).isEqualTo("dev.weir.tracing");
        return event;
    }

    @Test
    void anAnnotationAfterTheEndLeadsToTheSpan() {
        Trace<Response> trace = recommended();
        SpanData span = recorded.span("recommend");
        assertThat(span.hasEnded()).isTrue();

        trace.annotate(Evaluation.Label.PASS, "names the author");

        assertThat(onlyEvent().getSpanContext()).isEqualTo(span.getSpanContext());
        assertThat(onlyEvent().getAttributes())
                .isEqualTo(Attributes.builder()
                        .put("gen_ai.evaluation.name", "annotation")
                        .put("gen_ai.evaluation.score.label", "pass")
                        .put("gen_ai.evaluation.explanation", "names the author")
                        .put("gen_ai.response.id", "chatcmpl-1")
                        .build());
    }

    @Test
    void aScoreIsANumber() {
        tracing.trace("step").wrap(() -> 1).score("relevance", 0.9);

        assertThat(onlyEvent().getAttributes())
                .isEqualTo(Attributes.builder()
                        .put("gen_ai.evaluation.name", "relevance")
                        .put("gen_ai.evaluation.score.value", 0.9)
                        .build());
    }

    @Test
    void aRunningSpanCanBeJudged() {
        tracing.span(
                        "step",
                        span -> Mono.just(span.annotate(Evaluation.of("format").label(Evaluation.Label.FAIL))))
                .block();

        assertThat(onlyEvent().getSpanContext().getSpanId())
                .isEqualTo(recorded.span("step").getSpanId());
        assertThat(onlyEvent().getAttributes().get(Names.EVALUATION_SCORE_LABEL))
                .isEqualTo("fail");
    }

    @Test
    void idsAreEnoughAnyTimeLater() {
        String trace = "0123456789abcdef0123456789abcdef";
        tracing.annotate(
                trace,
                "0123456789abcdef",
                Evaluation.of("relevance")
                        .label("good")
                        .score(4)
                        .response(Fixtures.response())
                        .failed(new IOException("judge")));

        assertThat(onlyEvent().getSpanContext().getTraceId()).isEqualTo(trace);
        assertThat(onlyEvent().getSpanContext().getSpanId()).isEqualTo("0123456789abcdef");
        assertThat(onlyEvent().getAttributes())
                .isEqualTo(Attributes.builder()
                        .put("gen_ai.evaluation.name", "relevance")
                        .put("gen_ai.evaluation.score.label", "good")
                        .put("gen_ai.evaluation.score.value", 4.0)
                        .put("gen_ai.response.id", "chatcmpl-1")
                        .put("error.type", "java.io.IOException")
                        .build());
    }

    @ParameterizedTest
    @EnumSource(
            value = Semconv.class,
            names = {"V1_41", "NEXT"})
    void theConventionsKnowEverythingItSays(Semconv semconv) {
        Registry.assumePresent();
        tracing.annotate(
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdef",
                Evaluation.of("relevance")
                        .label("good")
                        .score(4)
                        .explanation("why")
                        .response(Fixtures.response())
                        .failed(new IOException("judge")));

        assertThat(onlyEvent().getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactlyInAnyOrderElementsOf(Registry.of(semconv).eventNames("gen_ai.evaluation.result"));
    }

    @ParameterizedTest
    @CsvSource({
        "0123456789abcdef0123456789abcdef, 0",
        "xyz, 0123456789abcdef",
        "00000000000000000000000000000000, 0123456789abcdef"
    })
    void wrongIdsAreRefused(String trace, String span) {
        assertThatThrownBy(() -> tracing.annotate(trace, span, Evaluation.of("x")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(trace)
                .hasMessageContaining("32 hexadecimal digits");
        assertThatThrownBy(() -> Evaluation.of(" ")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void tellsTheVerdictOnly() {
        assertThat(Evaluation.of("relevance").label("good").score(1).explanation("secret"))
                .hasToString("Evaluation[relevance, good, 1.0]");
    }
}
