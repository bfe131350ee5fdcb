package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ApiException;
import dev.weir.Chunk;
import dev.weir.Model;
import dev.weir.client.LlmClient;
import dev.weir.local.Gate;
import dev.weir.local.LoopbackServer;
import dev.weir.local.Reply;
import dev.weir.spi.Environment;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Spans of calls over real sockets. */
class RealTransportTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String HEAD =
            "data: {\"id\":\"chatcmpl-9\",\"model\":\"gpt-4o-mini-2024-07-18\",\"object\":\"chat.completion.chunk\",";

    private final Telemetries telemetries = new Telemetries();
    private final LoopbackServer server = LoopbackServer.startNow();
    private LlmClient client = client(telemetries.tracing);

    private LlmClient client(Tracing tracing) {
        return LlmClient.builder()
                .environment(
                        Environment.of(Map.of("OPENAI_API_KEY", "sk-secret", "OPENAI_BASE_URL", server.url() + "/v1")))
                .intercept(tracing)
                .build();
    }

    @AfterEach
    void stop() {
        client.close().block(LIMIT);
        server.close();
        telemetries.close();
    }

    private Model model() {
        return client.model("openai/gpt-4o-mini");
    }

    private static String text(String text) {
        return HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static String finish() {
        return HEAD + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    }

    private static String usage() {
        return HEAD
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":3,\"total_tokens\":28}}\n\n";
    }

    private static final String DONE = "data: [DONE]\n\n";

    @Test
    void aStreamIsOneSpanWithAllTheAnswerTells() {
        server.enqueue(Reply.sse(text("Du"), text("ne"), finish(), usage(), DONE));

        List<Chunk> chunks = model().stream("a secret prompt").collectList().block(LIMIT);

        assertThat(chunks).last().isInstanceOf(Chunk.Done.class);
        SpanData span = telemetries.onlySpan();
        assertThat(span.getName()).isEqualTo("chat gpt-4o-mini");
        assertThat(span.getAttributes().get(Names.RESPONSE_ID)).isEqualTo("chatcmpl-9");
        assertThat(span.getAttributes().get(Names.RESPONSE_MODEL)).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(span.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("stop");
        assertThat(span.getAttributes().get(Names.USAGE_INPUT_TOKENS)).isEqualTo(25);
        assertThat(span.getAttributes().get(Names.USAGE_OUTPUT_TOKENS)).isEqualTo(3);
        assertThat(span.getAttributes().get(Names.SERVER_PORT)).isEqualTo(server.port());
        assertThat(span.getAttributes().get(Names.OPENAI_API_TYPE)).isEqualTo("chat_completions");
        assertThat(span.toString()).doesNotContain("secret");
        assertThat(server.requests().get(0).header("traceparent")).isNull();
    }

    @Test
    void cancelBeforeTheHeadEndsTheSpanAtOnceAndClosesTheConnection() {
        server.enqueue(Reply.sse(text("Du")).headAfter(new Gate()));
        Disposable stream = model().stream("x").subscribe();
        server.exchange(0).received().block(LIMIT);

        stream.dispose();

        assertThat(telemetries.onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        server.exchange(0).closedByClient().block(LIMIT);
    }

    @Test
    void cancelBetweenChunksKeepsWhatArrivedAndClosesTheConnection() {
        server.enqueue(Reply.sse(text("Du"), text("ne")).waitFor(new Gate()).piece(finish()));
        AtomicReference<Integer> spansAtCancel = new AtomicReference<>();

        model().stream("x")
                .doOnNext(chunk -> spansAtCancel.set(telemetries.spans().size()))
                .filter(chunk -> chunk.text().equals("ne"))
                .take(1)
                .blockLast(LIMIT);

        assertThat(spansAtCancel).hasValue(0);
        SpanData span = telemetries.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().get(Names.RESPONSE_ID)).isEqualTo("chatcmpl-9");
        assertThat(span.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("error");
        server.exchange(0).closedByClient().block(LIMIT);
    }

    @Test
    void aRefusalByTheProviderIsNamed() {
        server.enqueue(Reply.json(
                        "{\"error\":{\"message\":\"slow down\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}")
                .status(429));

        model().call("x")
                .onErrorResume(ApiException.class, error -> reactor.core.publisher.Mono.empty())
                .block(LIMIT);

        SpanData span = telemetries.onlySpan();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("rate_limit_exceeded");
        assertThat(span.toString()).doesNotContain("sk-secret");
    }

    @Test
    void aStreamThatIsCutKeepsWhatArrived() {
        server.enqueue(Reply.sse(text("Du"), usage()));

        model().stream("x").onErrorResume(error -> Flux.empty()).blockLast(LIMIT);

        SpanData span = telemetries.onlySpan();
        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("incomplete_stream");
        assertThat(span.getAttributes().get(Names.RESPONSE_ID)).isEqualTo("chatcmpl-9");
        assertThat(span.getAttributes().get(Names.RESPONSE_FINISH_REASONS)).containsExactly("error");
        assertThat(span.getAttributes().get(Names.USAGE_INPUT_TOKENS)).isEqualTo(25);
    }

    @Test
    void traceHeadersGoWhereTheyAreWanted() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
        client.close().block(LIMIT);
        client = client(Tracing.builder(sdk)
                .propagateTo(uri -> uri.getPort() == server.port())
                .build());
        server.enqueue(Reply.sse(text("Du"), finish(), DONE));

        model().stream("x").blockLast(LIMIT);

        SpanData span = exporter.getFinishedSpanItems().get(0);
        assertThat(server.requests().get(0).header("traceparent"))
                .startsWith("00-" + span.getTraceId() + "-" + span.getSpanId() + "-");
        sdk.close();
    }

    @Test
    void aThousandConcurrentStreamsAreAThousandSpans() {
        server.always(Reply.sse(text("Du"), text("ne"), finish(), usage(), DONE));

        telemetries
                .tracing
                .trace("many")
                .around(Flux.range(0, 1000)
                        .flatMap(n -> model().stream("x").last(), 64)
                        .then())
                .block(Duration.ofSeconds(60));

        SpanData root = telemetries.span("many");
        assertThat(telemetries.spans())
                .hasSize(1001)
                .filteredOn(span -> span != root)
                .allMatch(span -> span.getParentSpanId().equals(root.getSpanId()));
        assertThat(telemetries.ends.values()).allMatch(count -> count.get() == 1);
    }

    @Test
    void aClientWithoutTracingIsTracedByTheInstalledOne() {
        telemetries.tracing.install();
        LlmClient plain = LlmClient.builder()
                .environment(
                        Environment.of(Map.of("OPENAI_API_KEY", "sk-secret", "OPENAI_BASE_URL", server.url() + "/v1")))
                .build();
        try {
            server.always(Reply.sse(text("Du"), finish(), DONE));
            plain.model("openai/gpt-4o-mini").stream("x").blockLast(LIMIT);
            assertThat(telemetries.spans()).hasSize(1);

            plain.model("openai/gpt-4o-mini").with(telemetries.tracing).stream("x")
                    .blockLast(LIMIT);
            assertThat(telemetries.spans()).hasSize(2);
        } finally {
            Tracing.uninstall();
            plain.close().block(LIMIT);
        }
    }
}
