package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Chunk;
import dev.weir.Interceptor;
import dev.weir.Operation;
import dev.weir.Response;
import dev.weir.client.LlmClient;
import dev.weir.http.HttpSettings;
import dev.weir.local.ChatWire;
import dev.weir.local.LoopbackServer;
import dev.weir.local.ReceivedRequest;
import dev.weir.openai.OpenAi;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** What a provider is sent of the trace, over real sockets. */
class TraceHeadersTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String BAGGAGE = "tenant=acme";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(),
                    W3CBaggagePropagator.getInstance(),
                    B3Propagator.injectingSingleHeader())))
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();

    @AfterEach
    void stop() {
        sdk.close();
    }

    /** How the server is spoken to. */
    enum Wire {
        HTTP1(HttpProtocol.HTTP11),
        HTTP2(HttpProtocol.H2),
        HTTP2_CLEAR(HttpProtocol.H2C);

        private final HttpProtocol protocol;

        Wire(HttpProtocol protocol) {
            this.protocol = protocol;
        }

        LoopbackServer server() {
            LoopbackServer.Builder builder = LoopbackServer.builder();
            return switch (this) {
                case HTTP1 -> builder.startNow();
                case HTTP2 -> builder.tls().http2().startNow();
                case HTTP2_CLEAR -> builder.http2().startNow();
            };
        }

        HttpSettings settings() {
            HttpSettings settings = HttpSettings.DEFAULT.protocols(protocol);
            GenericSslContextSpec<?> trusting = Http2SslContextSpec.forClient()
                    .configure(ssl -> ssl.trustManager(InsecureTrustManagerFactory.INSTANCE));
            return this == HTTP2 ? settings.customize(http -> http.secure(tls -> tls.sslContext(trusting))) : settings;
        }
    }

    /** Sends again, twice at most, from another thread. */
    private static final class Again implements Interceptor {
        @Override
        public Mono<Response> call(Operation.Inference operation, Mono<Response> next) {
            return next.subscribeOn(Schedulers.parallel()).retry(2);
        }

        @Override
        public Flux<Chunk> stream(Operation.Inference operation, Flux<Chunk> next) {
            return next.subscribeOn(Schedulers.parallel()).retry(2);
        }
    }

    private LlmClient client(LoopbackServer server, HttpSettings settings, Predicate<URI> propagateTo) {
        return LlmClient.builder()
                .autoIntercept(false)
                .http(settings)
                .intercept(Tracing.builder(sdk).propagateTo(propagateTo).build())
                .intercept(new Again())
                .provider(OpenAi.builder()
                        .apiKey("sk-test-0123456789")
                        .baseUrl(server.url() + "/v1")
                        .build())
                .build();
    }

    private void assertCarries(ReceivedRequest request, SpanData span) {
        assertThat(request.headers().keySet().stream()
                        .filter(name -> name.equalsIgnoreCase("traceparent"))
                        .flatMap(name -> request.headers().get(name).stream()))
                .singleElement()
                .satisfies(value -> assertThat(value).startsWith("00-" + span.getTraceId() + "-" + span.getSpanId()));
        assertThat(request.header("b3")).contains(span.getSpanId());
        assertThat(request.header("baggage")).isEqualTo(BAGGAGE);
    }

    @ParameterizedTest
    @EnumSource
    void everyAttemptCarriesTheSpanOfItsCall(Wire wire) {
        try (LoopbackServer server = wire.server()) {
            server.enqueue(
                    ChatWire.error(500, "server_error", null, "oops"),
                    ChatWire.error(429, "requests", null, "slow down"),
                    ChatWire.text("a", "b").usage(1, 2).stream(),
                    ChatWire.error(500, "server_error", null, "oops"),
                    ChatWire.text("c").usage(1, 2).call());
            LlmClient client = client(server, wire.settings(), uri -> uri.getPort() == server.port());
            var incoming = Tracing.create(sdk).extract(Map.of("baggage", BAGGAGE));
            client.model("openai/gpt-4o-mini").stream("hi")
                    .contextWrite(incoming)
                    .blockLast(LIMIT);
            client.model("openai/gpt-4o-mini").call("hi").contextWrite(incoming).block(LIMIT);
            client.close().block(LIMIT);

            assertThat(server.requests()).hasSize(5);
            assertThat(server.requests())
                    .allMatch(request -> request.protocol().equals(wire == Wire.HTTP1 ? "HTTP/1.1" : "HTTP/2.0"));
            assertThat(exporter.getFinishedSpanItems()).hasSize(2);
            for (int i = 0; i < 5; i++) {
                assertCarries(
                        server.requests().get(i),
                        exporter.getFinishedSpanItems().get(i < 3 ? 0 : 1));
            }
        }
    }

    @Test
    void otherServersAreToldNothing() {
        try (LoopbackServer ours = LoopbackServer.startNow();
                LoopbackServer theirs = LoopbackServer.startNow()) {
            for (LoopbackServer server : java.util.List.of(ours, theirs)) {
                server.always(ChatWire.text("a").usage(1, 1).call());
                LlmClient client = client(server, HttpSettings.DEFAULT, uri -> uri.getPort() == ours.port());
                client.model("openai/gpt-4o-mini").call("hi").block(LIMIT);
                client.close().block(LIMIT);
            }
            assertThat(ours.requests().get(0).header("traceparent")).isNotNull();
            assertThat(theirs.requests().get(0).headers().keySet())
                    .noneMatch(name -> name.matches("(?i)traceparent|tracestate|baggage|b3"));
        }
    }
}
