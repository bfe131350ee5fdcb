package dev.weir.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiException;
import dev.weir.DecodeException;
import dev.weir.OutputFormat;
import dev.weir.Request;
import dev.weir.Thinking;
import dev.weir.TokenCounter;
import dev.weir.Tool;
import dev.weir.ToolChoice;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

class CountTokensTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .provider(Anthropic.builder()
                    .apiKey("sk-ant-0123456789")
                    .baseUrl(server.url())
                    .build())
            .build();
    private final TokenCounter counter = client.tokenCounter("anthropic/claude-opus-4-6");

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
    }

    @Test
    void onlyWhatCountsAsInputIsSent() {
        server.enqueue(Reply.json("{\"input_tokens\":1114,\"context_management\":{\"original_input_tokens\":9}}"));
        Request request = Request.builder()
                .system("s")
                .user("Hi")
                .maxTokens(9)
                .temperature(0.5)
                .thinking(Thinking.HIGH)
                .tools(Tool.function("t", "d", "{}"))
                .toolChoice(ToolChoice.AUTO)
                .outputFormat(OutputFormat.jsonSchema("o", "{\"type\":\"object\"}"))
                .extra("container", "c")
                .extra("cache_control", java.util.Map.of("type", "ephemeral"))
                .build();

        StepVerifier.create(counter.count(request))
                .expectNext(1114L)
                .expectComplete()
                .verify(PATIENCE);

        var sent = server.requests().get(0);
        assertThat(sent.path()).isEqualTo("/v1/messages/count_tokens");
        assertThat(sent.header("x-api-key")).isEqualTo("sk-ant-0123456789");
        assertThat(sent.header("anthropic-version")).isEqualTo("2023-06-01");
        JsonNode body = Wire.JSON.readTree(sent.body());
        assertThat(body.propertyNames())
                .containsExactlyInAnyOrder(
                        "model",
                        "system",
                        "messages",
                        "tools",
                        "tool_choice",
                        "thinking",
                        "output_config",
                        "cache_control");
        assertThat(body.get("model").asString()).isEqualTo("claude-opus-4-6");
    }

    @Test
    void errorsAreThoseOfACall() {
        server.enqueue(
                Reply.json("{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: nope\"}}")
                        .status(404));

        StepVerifier.create(counter.count(Request.of("Hi")))
                .expectError(ApiException.NotFound.class)
                .verify(PATIENCE);
    }

    @Test
    void answerWithoutACountIsNotUnderstood() {
        server.enqueue(Reply.json("{\"input_tokens\":null}"));

        StepVerifier.create(counter.count(Request.of("Hi")))
                .expectError(DecodeException.class)
                .verify(PATIENCE);
    }

    @Test
    void errorUnderAGoodStatusIsAnError() {
        CountTokensCodec codec = new CountTokensCodec(Wire.codec());
        byte[] body = "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}".getBytes(UTF_8);

        assertThatThrownBy(() -> codec.decode(body)).isInstanceOf(dev.weir.spi.WireException.class);
    }
}
