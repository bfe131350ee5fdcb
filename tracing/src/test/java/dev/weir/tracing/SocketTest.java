package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.LlmTimeoutException;
import dev.weir.Model;
import dev.weir.Request;
import dev.weir.TruncatedStreamException;
import dev.weir.client.LlmClient;
import dev.weir.local.ChatWire;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.openai.OpenAi;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Spans of calls over real sockets: what a server does, and what the span then says. */
class SocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Double> FIRST = AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");

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
    void streamKeepsItsUsageAndEndsBeforeTheSubscriberHearsOfIt() {
        server.enqueue(ChatWire.text("Hel", "lo").usage(9, 2).stream());
        List<SpanData> seenAtTheEnd = new CopyOnWriteArrayList<>();
        model.stream("hi")
                .doOnComplete(() -> seenAtTheEnd.addAll(telemetry.spans()))
                .blockLast(PATIENCE);
        assertThat(seenAtTheEnd).hasSize(1);
        SpanData span = telemetry.onlySpan();
        assertThat(span.getName()).isEqualTo("chat gpt-4o-mini");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getAttributes().get(INPUT)).isEqualTo(9);
        assertThat(span.getAttributes().get(OUTPUT)).isEqualTo(2);
        assertThat(span.getAttributes().get(FIRST)).isPositive();
        assertThat(span.getAttributes().get(AttributeKey.stringKey("server.address")))
                .isEqualTo("127.0.0.1");
        assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
                .isEqualTo(server.port());
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void callHasEndedItsSpanWhenBlockReturns() {
        server.enqueue(ChatWire.text("Hello").usage(9, 2).call());
        model.call("hi").block(PATIENCE);
        assertThat(telemetry.onlySpan().getAttributes().get(OUTPUT)).isEqualTo(2);
    }

    @Test
    void cancelEndsTheSpanAtOnceAndTheServerSeesTheConnectionClose() {
        Gate silence = new Gate();
        server.enqueue(ChatWire.text("Hel", "lo").stream().waitFor(silence).keepOpen());
        server.enqueue(Reply.sse().headAfter(silence));
        assertCancelled(Flux.from(model.stream("hi")), 0);
        assertCancelled(Flux.from(model.call("hi")), 1);
    }

    private void assertCancelled(Flux<?> call, int index) {
        telemetry.exporter.reset();
        Disposable running = call.subscribe();
        server.exchange(index).received().block(PATIENCE);
        Flux.defer(() -> {
                    running.dispose();
                    return Flux.fromIterable(telemetry.spans());
                })
                .subscribeOn(Schedulers.parallel())
                .as(StepVerifier::create)
                .assertNext(span -> {
                    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
                    assertThat(span.getAttributes().get(ERROR)).isNull();
                })
                .expectComplete()
                .verify(PATIENCE);
        server.exchange(index).closedByClient().block(PATIENCE);
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
}
