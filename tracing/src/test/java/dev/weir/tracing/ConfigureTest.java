package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The SDK that {@code Tracing.configure} starts, against a receiver of OTLP over HTTP. */
class ConfigureTest {

    private final Map<String, String> received = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        GlobalOpenTelemetry.resetForTest();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.merge(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Content-Type") + "\n"
                            + new String(body, StandardCharsets.ISO_8859_1),
                    String::concat);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String endpoint() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    private void call(Tracing tracing) {
        tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
    }

    @Test
    void spansAndMetricsGoOverOtlp() {
        Tracing tracing = Tracing.configure(config -> config.endpoint(endpoint())
                .serviceName("librarian")
                .property("otel.exporter.otlp.compression", "none"));
        call(tracing);
        StepVerifier.create(tracing.flush()).verifyComplete();

        assertThat(received.get("/v1/traces"))
                .startsWith("application/x-protobuf")
                .contains("chat gpt-4o-mini")
                .contains("librarian")
                .contains("dev.weir.tracing")
                .contains("https://opentelemetry.io/schemas/1.41.0");
        assertThat(received.get("/v1/metrics"))
                .contains("gen_ai.client.operation.duration")
                .contains("gen_ai.client.token.usage");
        StepVerifier.create(tracing.close()).verifyComplete();
        StepVerifier.create(tracing.close()).verifyComplete();
    }

    @Test
    void closingExportsWhatIsLeft() {
        Tracing tracing = Tracing.configure(config -> config.endpoint(endpoint()));
        call(tracing);
        tracing.close().block();

        assertThat(received).containsKeys("/v1/traces", "/v1/metrics");
    }

    @Test
    void theConsolePrintsAndSendsNothingElsewhere() {
        Tracing tracing = Tracing.configure(config -> config.console(new PrintStream(console, true)));
        call(tracing);
        tracing.flush().block();

        assertThat(console.toString(StandardCharsets.UTF_8))
                .contains("chat gpt-4o-mini")
                .contains("tokens 25 in");
        tracing.close().block();
        assertThat(received).isEmpty();
    }

    @Test
    void theConsoleAndAnEndpointWorkTogether() {
        Tracing tracing = Tracing.configure(
                config -> config.console(new PrintStream(console, true)).endpoint(endpoint()));
        call(tracing);
        tracing.close().block();

        assertThat(console.toString(StandardCharsets.UTF_8)).contains("chat gpt-4o-mini");
        assertThat(received).containsKey("/v1/traces");
    }

    @Test
    void processorsAndRecordingOptionsAreTakenOver() {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        Tracing tracing = Tracing.configure(config -> config.console(new PrintStream(console, true))
                .spanProcessor(SimpleSpanProcessor.create(spans))
                .tracing(builder -> builder.cancelAsError(true)));
        StepVerifier.create(tracing.call(Fixtures.call(), Mono.never()))
                .thenCancel()
                .verify();

        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .satisfies(span ->
                        assertThat(span.getAttributes().get(Names.ERROR_TYPE)).isEqualTo("cancelled"));
        tracing.close().block();
    }

    @Test
    void theGlobalInstanceIsOnlyTouchedWhenAsked() {
        Tracing quiet = Tracing.configure(config -> config.console(new PrintStream(console, true)));
        assertThat(GlobalOpenTelemetry.isSet()).isFalse();
        Tracing loud = Tracing.configure(
                config -> config.console(new PrintStream(console, true)).global());
        assertThat(GlobalOpenTelemetry.isSet()).isTrue();

        quiet.close().block();
        loud.close().block();
        GlobalOpenTelemetry.resetForTest();
    }

    @Test
    void anOpenTelemetryOfTheCallersIsFlushedButNotClosed() {
        Telemetries telemetries = new Telemetries();
        telemetries.tracing.flush().block();
        telemetries.tracing.close().block();
        call(telemetries.tracing);

        assertThat(telemetries.spans()).hasSize(1);
        telemetries.close();
    }
}
