package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.LlmTimeoutException;
import dev.weir.Model;
import dev.weir.Request;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.http.HttpSettings;
import dev.weir.local.ChatWire;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.openai.OpenAi;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Many calls and failing calls over real sockets, and what their spans say. */
class SocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final Telemetries telemetry = new Telemetries();
    private final LoopbackServer server = LoopbackServer.startNow();
    private final LlmClient client = LlmClient.builder()
            .autoIntercept(false)
            .intercept(telemetry.tracing)
            .provider(OpenAi.builder()
                    .apiKey("sk-test-0123456789")
                    .baseUrl(server.url() + "/v1")
                    .build())
            .build();
    private final Model model = client.model("openai/gpt-4o-mini");

    @AfterEach
    void stop() {
        client.close().block(PATIENCE);
        server.close();
        telemetry.close();
    }

    @Test
    void callHasEndedItsSpanWhenBlockReturns() {
        server.enqueue(ChatWire.text("Hello").usage(9, 2).call());
        model.call("hi").block(PATIENCE);
        assertThat(telemetry.onlySpan().getAttributes().get(OUTPUT)).isEqualTo(2);
    }

    @Test
    void failuresNameTheirKind() {
        server.enqueue(ChatWire.error(429, "requests", "rate_limit_exceeded", "slow down"));
        assertFails(model.stream("hi"), ApiException.RateLimited.class, "rate_limit_exceeded");
        server.enqueue(Reply.sse(ChatWire.event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}")));
        assertFails(model.stream("hi"), TruncatedStreamException.class, "incomplete_stream");
        server.enqueue(Reply.json("{}").headAfter(new Gate()));
        Request hasty = Request.builder()
                .user("hi")
                .options(options -> options.timeout(Duration.ofMillis(80)))
                .build();
        assertFails(Flux.from(model.call(hasty)), LlmTimeoutException.class, "timeout");
    }

    private void assertFails(Flux<?> call, Class<?> exception, String errorType) {
        telemetry.exporter.reset();
        StepVerifier.create(call.then())
                .expectErrorSatisfies(failure -> assertThat(failure).isInstanceOf(exception))
                .verify(PATIENCE);
        SpanData span = telemetry.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(ERROR)).isEqualTo(errorType);
        assertThat(span.getEvents()).hasSize(1);
    }

    @Test
    void streamsAtOnceKeepTheirOwnParents() {
        server.always(ChatWire.text("a", "b").usage(1, 2).stream());
        Flux.range(0, 40)
                .flatMap(i -> telemetry.tracing.trace("step" + i).around(model.stream("hi")), 16)
                .blockLast(PATIENCE);
        for (int i = 0; i < 40; i++) {
            String parent = telemetry.span("step" + i).getSpanId();
            assertThat(telemetry.spans())
                    .filteredOn(span -> span.getParentSpanId().equals(parent))
                    .hasSize(1);
        }
    }

    @Test
    void keyIsNowhereInWhatIsExported() {
        server.enqueue(ChatWire.error(401, "auth", "invalid_api_key", "wrong key sk-test-0123456789"));
        StepVerifier.create(model.call("secret prompt"))
                .expectError(ApiException.Authentication.class)
                .verify(PATIENCE);
        assertThat(telemetry.onlySpan().toString())
                .doesNotContain("sk-test-0123456789")
                .doesNotContain("secret prompt");
    }

    @Test
    void chunksPassUnchanged() {
        server.always(ChatWire.text("a", "b").usage(1, 2).stream());
        Model untraced = LlmClient.builder()
                .autoIntercept(false)
                .provider(OpenAi.builder()
                        .apiKey("sk-test-0123456789")
                        .baseUrl(server.url() + "/v1")
                        .build())
                .build()
                .model("openai/gpt-4o-mini");
        List<Chunk> plain = untraced.stream("hi").collectList().block(PATIENCE);
        assertThat(model.stream("hi").collectList().block(PATIENCE)).isEqualTo(plain);
    }

    @Test
    void spanIsCurrentWhereTheTransportIsSubscribedAlsoIfTheKeyComesOnAnotherThread() {
        server.always(ChatWire.text("a").usage(1, 1).stream());
        List<String> current = new CopyOnWriteArrayList<>();
        LlmClient slowKey = LlmClient.builder()
                .autoIntercept(false)
                .intercept(telemetry.tracing)
                .http(HttpSettings.DEFAULT.customize(http -> http.mapConnect(connection -> Mono.defer(() -> {
                    current.add(Span.current().getSpanContext().getSpanId());
                    return connection;
                }))))
                .provider(OpenAi.builder()
                        .apiKey(() -> Mono.just("sk-test-0123456789").publishOn(Schedulers.boundedElastic()))
                        .baseUrl(server.url() + "/v1")
                        .build())
                .build();
        slowKey.model("openai/gpt-4o-mini").stream("hi").blockLast(PATIENCE);
        slowKey.close().block(PATIENCE);
        assertThat(current).containsExactly(telemetry.onlySpan().getSpanId());
    }
}
