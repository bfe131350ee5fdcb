package dev.weir.tracing;

import static dev.weir.tracing.DialectScenarios.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.local.ChatWire;
import dev.weir.local.LoopbackServer;
import dev.weir.openai.OpenAi;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** All dialects at once, over a real socket. */
class DialectSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "sk-test-0123456789";

    private final Telemetries telemetry =
            new Telemetries(builder -> builder.dialects(Dialects.LLM, Dialects.V1, Dialects.OPENINFERENCE));
    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .intercept(telemetry.tracing)
            .provider(OpenAi.builder().apiKey(KEY).baseUrl(server.url() + "/v1").build())
            .build();
    private final Model model = client.model("openai/gpt-4o-mini");

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
        telemetry.close();
    }

    @Test
    void aStreamSaysTheSameInEveryDialect() {
        server.enqueue(ChatWire.text("Hel", "lo").usage(9, 2).stream());
        model.stream("hi").blockLast(PATIENCE);

        Map<String, Object> span = attributes(telemetry.onlySpan());
        assertThat(span)
                .containsEntry("llm.tokens.total", 11L)
                .containsEntry("llm.token_count.total", 11L)
                .containsEntry("gen_ai.usage.prompt_tokens", 9L)
                .containsEntry("llm.response.length", 5L)
                .containsEntry("llm.retry_count", 0L);
        assertThat((Long) span.get("llm.ttft_ms")).isBetween(0L, (Long) span.get("llm.latency_ms"));
    }

    @Test
    void aStreamThatIsLeftEarlySaysWhatCame() {
        server.enqueue(ChatWire.text("Hel", "lo").usage(9, 2).stream());
        model.stream("hi").takeUntil(chunk -> !chunk.text().isEmpty()).blockLast(PATIENCE);

        assertThat(attributes(telemetry.onlySpan()))
                .containsEntry("llm.response.length", 3L)
                .containsEntry("llm.streaming", true)
                .containsEntry("llm.finish_reason", "error")
                .doesNotContainKeys("llm.tokens.total", "gen_ai.usage.prompt_tokens");
    }

    @Test
    void whatAProviderSaidStaysOutOfTheDialects() {
        server.enqueue(ChatWire.error(401, "auth", "invalid_api_key", "wrong key " + KEY + " for: secret prompt"));
        StepVerifier.create(model.call("secret prompt"))
                .expectError(ApiException.Authentication.class)
                .verify(PATIENCE);

        Map<String, Object> span = attributes(telemetry.onlySpan());
        assertThat(span)
                .containsEntry("llm.error.status", 401L)
                .containsEntry("llm.error.message", "authentication (HTTP 401, invalid_api_key)");
        assertThat(span.toString()).doesNotContain(KEY).doesNotContain("secret prompt");
    }
}
