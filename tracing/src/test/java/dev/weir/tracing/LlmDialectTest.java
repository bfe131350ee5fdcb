package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.added;
import static dev.weir.tracing.DialectScenarios.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.ConnectionException;
import dev.weir.LlmTimeoutException;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** The {@code llm.*} names, value by value. */
class LlmDialectTest {

    /** What every call of the scenarios says, whatever becomes of it. */
    private static Map<String, Object> asked() {
        Map<String, Object> map = new TreeMap<>();
        map.put("llm.model", "gpt-4o-mini");
        map.put("llm.provider", "openai");
        map.put("llm.temperature", 0.7);
        map.put("llm.max_tokens", 4096L);
        map.put("llm.prompt.message_count", 1L);
        map.put("llm.prompt.system_length", 19L);
        return map;
    }

    private static Map<String, Object> answered() {
        Map<String, Object> map = asked();
        map.put("llm.success", true);
        map.put("llm.tokens.input", 25L);
        map.put("llm.tokens.output", 12L);
        map.put("llm.tokens.total", 37L);
        map.put("llm.stop_reason", "stop");
        map.put("llm.retry_count", 0L);
        map.put("llm.response.length", 4L);
        return map;
    }

    @Test
    void aCallIsMappedWhole() {
        Map<String, Object> expected = answered();
        expected.put("llm.latency_ms", 2340L);

        assertThat(added(DialectScenarios.call(), DialectScenarios.call(Dialects.LLM)))
                .isEqualTo(expected);
    }

    @Test
    void aStreamIsMappedWhole() {
        Map<String, Object> expected = answered();
        expected.put("llm.latency_ms", 90L);
        expected.put("llm.streaming", true);
        expected.put("llm.ttft_ms", 30L);
        expected.put("llm.chunks", 6L);

        assertThat(added(DialectScenarios.stream(), DialectScenarios.stream(Dialects.LLM)))
                .isEqualTo(expected);
    }

    @Test
    void aRefusalIsMappedWithoutWhatTheProviderSaid() {
        Map<String, Object> expected = asked();
        expected.put("llm.latency_ms", 120L);
        expected.put("llm.success", false);
        expected.put("llm.error.type", "rate_limit_exceeded");
        expected.put("llm.error.message", "rate limit (HTTP 429, rate_limit_exceeded)");
        expected.put("llm.error.status", 429L);
        expected.put("llm.error.retry_after", 1.5);
        SpanData plain = DialectScenarios.failedCall(DialectScenarios.refused());
        SpanData span = DialectScenarios.failedCall(DialectScenarios.refused(), Dialects.LLM);

        assertThat(added(plain, span)).isEqualTo(expected);
        assertThat(attributes(span).toString())
                .doesNotContain(DialectScenarios.SECRET)
                .doesNotContain(DialectScenarios.PROMPT);
    }

    @Test
    void aFailureHasTheMessageOnlyIfItIsOurs() {
        LlmTimeoutException timeout = new LlmTimeoutException(
                LlmTimeoutException.Phase.TOTAL, Duration.ofSeconds(3), null, Fixtures.OPENAI.model(), null);

        assertThat(attributes(DialectScenarios.failedCall(timeout, Dialects.LLM)))
                .containsEntry("llm.error.type", "timeout")
                .containsEntry("llm.error.message", timeout.getMessage())
                .doesNotContainKeys("llm.error.status", "llm.error.retry_after", "llm.tokens.input", "llm.stop_reason");
        assertThat(attributes(
                        DialectScenarios.failedCall(new IllegalStateException(DialectScenarios.PROMPT), Dialects.LLM)))
                .containsEntry("llm.error.type", "java.lang.IllegalStateException")
                .doesNotContainKey("llm.error.message");
    }

    @Test
    void theCauseBehindExhaustedRetriesIsMapped() {
        Throwable exhausted = Exceptions.retryExhausted("3 retries", DialectScenarios.refused());

        assertThat(attributes(DialectScenarios.failedCall(exhausted, Dialects.LLM)))
                .containsEntry("llm.error.type", "rate_limit_exceeded")
                .containsEntry("llm.error.status", 429L);
    }

    @Test
    void aCancelledStreamTellsHowMuchTextCame() {
        Map<String, Object> expected = asked();
        expected.put("llm.latency_ms", 30L);
        expected.put("llm.success", true);
        expected.put("llm.stop_reason", "error");
        expected.put("llm.streaming", true);
        expected.put("llm.ttft_ms", 30L);
        expected.put("llm.chunks", 2L);
        expected.put("llm.response.length", 2L);

        assertThat(added(DialectScenarios.cancelledStream(), DialectScenarios.cancelledStream(Dialects.LLM)))
                .isEqualTo(expected);
    }

    @Test
    void aBrokenStreamTellsHowMuchTextCame() {
        assertThat(attributes(DialectScenarios.brokenStream(Dialects.LLM)))
                .containsEntry("llm.success", false)
                .containsEntry("llm.error.type", "java.lang.IllegalStateException")
                .containsEntry("llm.response.length", 3L)
                .containsEntry("llm.chunks", 3L)
                .containsEntry("llm.stop_reason", "error");
    }

    @Test
    void refusalsAreTextAndThoughtsAreNot() {
        assertThat(attributes(DialectScenarios.refusedInWords(Dialects.LLM)))
                .containsEntry("llm.response.length", 8L)
                .containsEntry("llm.chunks", 4L);
    }

    @Test
    void aCallCancelledBeforeTheAnswerHasNoLength() {
        assertThat(attributes(DialectScenarios.cancelledCall(Dialects.LLM)))
                .containsEntry("llm.success", true)
                .doesNotContainKeys("llm.response.length", "llm.retry_count", "llm.tokens.total", "llm.error.type");
    }

    @Test
    void embeddingsHaveTheNamesThatApply() {
        assertThat(added(DialectScenarios.embedding(), DialectScenarios.embedding(Dialects.LLM)))
                .isEqualTo(Map.of(
                        "llm.model",
                        "gpt-4o-mini",
                        "llm.provider",
                        "openai",
                        "llm.latency_ms",
                        0L,
                        "llm.success",
                        true,
                        "llm.tokens.input",
                        2L));
    }

    @Test
    void theLatencyIsThatOfTheDurationMetric() {
        AtomicLong clock = new AtomicLong();
        List<Duration> told = new ArrayList<>();
        AttributeDialect listening = (call, sink) -> told.add(call.latency());
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.nanoTime(clock::get).dialects(Dialects.LLM, listening))) {
            telemetries
                    .tracing
                    .call(Fixtures.call(), Mono.fromSupplier(() -> {
                        clock.set(1_234_567_890);
                        return Fixtures.response();
                    }))
                    .block();

            double seconds = telemetries.metric(Names.OPERATION_DURATION).getHistogramData().getPoints().stream()
                    .mapToDouble(HistogramPointData::getSum)
                    .sum();
            assertThat(seconds).isCloseTo(1.234567890, within(1e-12));
            assertThat(told).containsExactly(Duration.ofNanos(1_234_567_890));
            assertThat(attributes(telemetries.onlySpan())).containsEntry("llm.latency_ms", Math.round(seconds * 1e3));
        }
    }

    @Test
    void aConnectionThatFailsHasNoStatus() {
        ConnectionException failure = new ConnectionException(
                "openai/gpt-4o-mini: connection refused",
                new java.net.ConnectException("refused"),
                Fixtures.OPENAI.model(),
                null);

        assertThat(attributes(DialectScenarios.failedCall(failure, Dialects.LLM)))
                .containsEntry("llm.error.type", "java.net.ConnectException")
                .containsEntry("llm.error.message", "openai/gpt-4o-mini: connection refused")
                .doesNotContainKey("llm.error.status");
    }
}
