package dev.weir.tracing.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.LlmClient;
import dev.weir.tracing.BlockingCalls;
import dev.weir.tracing.Tracing;
import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A Reactor Netty server whose handlers make calls, over real sockets. */
class ServerTracingTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";

    /**
     * Spans in the order in which they ended; a span ends before its response does, but on another thread than the
     * test's.
     */
    private final Sinks.Many<SpanData> ended = Sinks.many().replay().all();

    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(new Ended()))
                    .build())
            .build();
    private final Tracing tracing = Tracing.create(sdk);
    private final LlmClient client =
            LlmClient.builder().autoIntercept(false).intercept(tracing).build();
    private DisposableServer server;

    private final class Ended implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            spans.forEach(span -> ended.emitNext(span, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1))));
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /**
     * OpenTelemetry looks for the storage of its contexts when it is first asked, reading files, which event loops may
     * not.
     */
    @BeforeAll
    static void loadContexts() {
        assertThat(Context.current()).isNotNull();
    }

    @BeforeEach
    void forget() {
        BlockingCalls.SEEN.clear();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.disposeNow(LIMIT);
        }
        client.close().block(LIMIT);
        sdk.close();
        assertThat(BlockingCalls.SEEN).isEmpty();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private void serve(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        server = HttpServer.create().host("127.0.0.1").port(0).handle(handler).bindNow(LIMIT);
    }

    private HttpClient http() {
        return HttpClient.create()
                .baseUrl("http://127.0.0.1:" + server.port())
                .disableRetry(true)
                .headers(headers -> headers.set("TraceParent", TRACEPARENT));
    }

    private int get(String uri) {
        return answered(http().get().uri(uri));
    }

    /** Reads the whole answer: a client that leaves after the head might leave before the handler's call is made. */
    private static int answered(HttpClient.ResponseReceiver<?> exchange) {
        return exchange.responseSingle((response, body) ->
                        body.then(Mono.just(response.status().code())))
                .block(LIMIT);
    }

    private Map<String, SpanData> spans(int count) {
        return ended.asFlux()
                .take(count)
                .collect(Collectors.toMap(SpanData::getName, span -> span))
                .block(LIMIT);
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return response.sendString(client.model("local/parrot").stream("hi").map(chunk -> chunk.text()));
    }

    private static Map<String, String> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), entry -> String.valueOf(entry.getValue())));
    }

    @Test
    void aCallInAHandlerIsAChildOfTheCaller() {
        serve(ServerTracing.create(tracing).handle(this::answer));
        get("/ask");

        SpanData chat = spans(1).get("chat parrot");
        assertThat(chat.getTraceId()).isEqualTo(TRACE);
        assertThat(chat.getParentSpanId()).isEqualTo(CALLER);
    }

    @Test
    void aRequestHasASpanOfItsOwnIfAsked() {
        serve(ServerTracing.create(tracing).spans().handle("/ask/{what}", this::answer));
        get("/ask/rivers?key=secret");

        Map<String, SpanData> spans = spans(2);
        SpanData request = spans.get("GET /ask/{what}");
        assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(request.getParentSpanId()).isEqualTo(CALLER);
        assertThat(request.getParentSpanContext().isRemote()).isTrue();
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(spans.get("chat parrot").getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(attributes(request))
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.route", "/ask/{what}")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("url.path", "/ask/rivers")
                .containsEntry("url.scheme", "http")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", Integer.toString(server.port()))
                .containsEntry("client.address", "127.0.0.1")
                .containsEntry("network.protocol.version", "1.1")
                .containsKey("user_agent.original")
                .doesNotContainKey("error.type");
        assertThat(request.toString()).doesNotContain("secret");
    }

    @Test
    void aStatusFrom500OnIsAnError() {
        serve(ServerTracing.create(tracing)
                .spans()
                .handle((request, response) -> response.status(503).send()));
        assertThat(get("/")).isEqualTo(503);

        SpanData request = spans(1).get("GET");
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(request))
                .containsEntry("http.response.status_code", "503")
                .containsEntry("error.type", "503")
                .doesNotContainKey("http.route");
    }

    @Test
    void aStatusBelow500IsTheClientsOwn() {
        serve(ServerTracing.create(tracing).spans().handle((request, response) -> response.sendNotFound()));
        assertThat(get("/")).isEqualTo(404);

        SpanData request = spans(1).get("GET");
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attributes(request)).containsEntry("http.response.status_code", "404");
    }

    @Test
    void aHandlerThatFailsIsAnError() {
        serve(ServerTracing.create(tracing)
                .spans()
                .handle((request, response) -> Mono.error(new IllegalStateException("broken"))));
        assertThat(get("/")).isEqualTo(500);

        SpanData request = spans(1).get("GET");
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(request))
                .containsEntry("http.response.status_code", "500")
                .containsEntry("error.type", "java.lang.IllegalStateException");
    }

    @Test
    void aHandlerThatThrowsIsAnErrorToo() {
        serve(ServerTracing.create(tracing).spans().handle((request, response) -> {
            throw new IllegalStateException("broken");
        }));
        assertThat(get("/")).isEqualTo(500);
        assertThat(spans(1).get("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void aClientThatLeavesEndsTheSpanWithWhatIsKnown() {
        serve(ServerTracing.create(tracing)
                .spans()
                .handle((request, response) -> response.sse()
                        .sendString(
                                Flux.just("first").concatWith(Flux.never()), java.nio.charset.StandardCharsets.UTF_8)));
        // Flushed for the head, as the body never ends.
        http().get()
                .uri("/")
                .responseConnection((response, connection) ->
                        Mono.just(response.status().code()).doFinally(signal -> connection.dispose()))
                .blockFirst(LIMIT);

        SpanData request = spans(1).get("GET");
        assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attributes(request)).containsEntry("http.response.status_code", "200");
    }

    @Test
    void anUnknownMethodIsNoNameOfASpan() {
        serve(ServerTracing.create(tracing).spans().handle((request, response) -> response.send()));
        answered(http().request(HttpMethod.valueOf("BREW")).uri("/pot"));

        assertThat(attributes(spans(1).get("HTTP")))
                .containsEntry("http.request.method", "_OTHER")
                .containsEntry("http.request.method_original", "BREW");
    }

    @Test
    void aSpanThatIsCurrentAlreadyIsTheParent() {
        Span agents =
                sdk.getTracer("agent").spanBuilder("GET /ask").setNoParent().startSpan();
        var handler = ServerTracing.create(tracing).spans().handle(this::answer);
        serve((request, response) -> {
            try (Scope ignored = agents.makeCurrent()) {
                return Mono.from(handler.apply(request, response))
                        .contextWrite(tracing.extract(Map.of(
                                "traceparent",
                                "00-" + agents.getSpanContext().getTraceId() + "-"
                                        + agents.getSpanContext().getSpanId() + "-01")));
            }
        });
        get("/ask");
        assertThat(spans(1).get("chat parrot").getParentSpanId())
                .isEqualTo(agents.getSpanContext().getSpanId());
    }

    @Test
    void withoutHeadersATraceBegins() {
        serve(ServerTracing.create(tracing).spans().handle(this::answer));
        answered(http().headers(headers -> headers.remove("traceparent")).get().uri("/ask"));
        assertThat(spans(2).get("GET").getParentSpanContext().isValid()).isFalse();
    }
}
