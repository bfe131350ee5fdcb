package dev.weir.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ApiException;
import dev.weir.ConfigurationException;
import dev.weir.Request;
import dev.weir.Response;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import dev.weir.spi.Secret;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class AnthropicTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "sk-ant-0123456789";
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
                    + "\"stop_reason\":\"end_turn\"}";
    private static final String EVENTS =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
                    + "\"model\":\"m\","
                    + "\"content\":[]}}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                    + "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\nevent: message_delta\n"
                    + "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";

    private final LoopbackServer server = LoopbackServer.startNow();
    private LlmClient client = client(Map.of("ANTHROPIC_API_KEY", KEY));

    private LlmClient client(Map<String, String> variables) {
        Map<String, String> all = new java.util.HashMap<>(variables);
        all.put("ANTHROPIC_BASE_URL", server.url());
        return LlmClient.builder()
                .autoIntercept(false)
                .environment(Environment.of(all))
                .build();
    }

    private Response call(Request request) {
        return client.model("anthropic/claude-sonnet-4-5").call(request).block(PATIENCE);
    }

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
    }

    @Test
    void isNamedInTelemetryByTheConventionsUnlessToldOtherwise() {
        assertThat(Anthropic.builder().build().telemetryName("m")).isEqualTo("anthropic");
        assertThat(Anthropic.builder().name("gateway").build().telemetryName("m"))
                .isEqualTo("anthropic");
        assertThat(Anthropic.builder().telemetryName("mine").build().telemetryName("m"))
                .isEqualTo("mine");
    }

    @Test
    void callIsSentWithKeyAndVersion() {
        server.enqueue(Reply.json(MESSAGE)
                .header("request-id", "req_1")
                .header("anthropic-ratelimit-requests-remaining", "7"));

        Response response =
                call(Request.of("Hi").mutate().header("anthropic-beta", "x").build());

        assertThat(response.text()).isEqualTo("Hi");
        assertThat(response.metadata().requestId()).isEqualTo("req_1");
        assertThat(response.metadata().rateLimits().requestsRemaining()).isEqualTo(7);
        var request = server.requests().get(0);
        assertThat(request.path()).isEqualTo("/v1/messages");
        assertThat(request.header("x-api-key")).isEqualTo(KEY);
        assertThat(request.header("authorization")).isNull();
        assertThat(request.header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(request.header("anthropic-beta")).isEqualTo("x");
    }

    @Test
    void betaFeaturesOfProviderAndRequestAreSentTogether() {
        client.close().block(PATIENCE);
        client = LlmClient.builder()
                .autoIntercept(false)
                .provider(Anthropic.builder()
                        .apiKey(KEY)
                        .baseUrl(server.url())
                        .beta("a")
                        .build())
                .build();
        server.enqueue(Reply.json(MESSAGE));

        call(Request.of("Hi").mutate().header("anthropic-beta", "b").build());

        assertThat(server.requests().get(0).header("anthropic-beta")).isEqualTo("a,b");
    }

    @Test
    void streamEndsWithItsEndMarker() {
        server.enqueue(Reply.sse(EVENTS, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));

        Flux<String> text = client.model("anthropic/claude-sonnet-4-5").stream(Request.of("Hi"))
                .map(dev.weir.Chunk::text)
                .filter(piece -> !piece.isEmpty());

        StepVerifier.create(text).expectNext("Hi").expectComplete().verify(PATIENCE);
    }

    @Test
    void streamWithoutItsEndMarkerFails() {
        server.enqueue(Reply.sse(EVENTS));

        StepVerifier.create(client.model("anthropic/claude-sonnet-4-5").stream(Request.of("Hi"))
                        .ignoreElements())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                TruncatedStreamException.class,
                                truncated -> assertThat(truncated
                                                .partial()
                                                .orElseThrow()
                                                .text())
                                        .isEqualTo("Hi")))
                .verify(PATIENCE);
    }

    @Test
    void bearerTokenIsUsedWithoutAKey() {
        client.close().block(PATIENCE);
        client = client(Map.of("ANTHROPIC_AUTH_TOKEN", "token-0123456789"));
        server.enqueue(Reply.json(MESSAGE));

        call(Request.of("Hi"));

        assertThat(server.requests().get(0).header("authorization")).isEqualTo("Bearer token-0123456789");
        assertThat(server.requests().get(0).header("x-api-key")).isNull();
    }

    @Test
    void missingKeyNamesTheVariablesAndSendsNothing() {
        client.close().block(PATIENCE);
        client = client(Map.of());

        assertThatThrownBy(() -> call(Request.of("Hi")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ANTHROPIC_API_KEY")
                .hasMessageContaining("ANTHROPIC_AUTH_TOKEN");
        assertThat(server.requestCount()).isZero();
    }

    @Test
    void keyNeverShowsInErrorsEvenWhenEchoed() {
        server.enqueue(
                Reply.json("{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid "
                                + KEY + "\"}}")
                        .status(401));

        assertThatThrownBy(() -> call(Request.of("Hi")))
                .isInstanceOfSatisfying(ApiException.Authentication.class, failure -> {
                    assertThat(failure.getMessage()).contains("invalid").doesNotContain(KEY);
                    assertThat(failure.body().orElse("")).doesNotContain(KEY);
                });
        assertThat(Anthropic.builder().apiKey(KEY).build().toString()).doesNotContain(KEY);
    }

    @Test
    void redirectIsNotFollowedWithTheKey() {
        try (LoopbackServer other = LoopbackServer.startNow()) {
            server.enqueue(Reply.of(307).header("location", other.url() + "/v1/messages"));

            assertThatThrownBy(() -> call(Request.of("Hi"))).isInstanceOf(ApiException.class);

            assertThat(other.requestCount()).isZero();
        }
    }

    @Test
    void codeWinsOverTheEnvironment() {
        Anthropic provider = Anthropic.builder()
                .environment(
                        Environment.of(Map.of("ANTHROPIC_API_KEY", "k1", "ANTHROPIC_BASE_URL", "https://a.example")))
                .authToken(Secret.of("t1"))
                .baseUrl("https://gateway.example/anthropic/")
                .name("gateway")
                .build();

        assertThat(provider.name()).isEqualTo("gateway");
        assertThat(provider.endpoint().resolve("m", "/v1/messages"))
                .hasToString("https://gateway.example/anthropic/v1/messages");
        StepVerifier.create(provider.credentials()
                        .authorize(java.net.URI.create("https://gateway.example"), Map.of(), new byte[0]))
                .expectNext(Map.of("Authorization", "Bearer t1"))
                .verifyComplete();
    }
}
