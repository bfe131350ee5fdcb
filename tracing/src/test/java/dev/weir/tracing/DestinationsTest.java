package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ConfigurationException;
import dev.weir.testkit.otlp.OtlpReceiver;
import dev.weir.testkit.otlp.ReceivedSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Where {@code Tracing.configure} sends what, and what is switched off, seen by a receiver that decodes OTLP. */
class DestinationsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KEY = "Basic c2VjcmV0LWtleQ==";

    private static void call(UnaryOperator<TracingConfig> change) {
        Tracing tracing = Tracing.configure(change);
        tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
        tracing.close().block(LIMIT);
    }

    private static List<String> names(OtlpReceiver receiver) {
        return receiver.spans().stream().map(ReceivedSpan::name).toList();
    }

    @Test
    void theProgramSaysWhoItIs() {
        try (OtlpReceiver receiver = OtlpReceiver.startNow()) {
            call(config -> config.endpoint(receiver.url() + "/")
                    .serviceName("librarian")
                    .serviceVersion("1.4.2")
                    .environment("staging")
                    .resource(AttributeKey.stringKey("team"), "shelves")
                    .property("otel.resource.attributes", "host.name=h1,team=from-variable"));
            assertThat(receiver.span("chat gpt-4o-mini").resource())
                    .containsEntry("service.name", "librarian")
                    .containsEntry("service.version", "1.4.2")
                    .containsEntry("deployment.environment.name", "staging")
                    .containsEntry("host.name", "h1")
                    .containsEntry("team", "shelves")
                    .containsKey("telemetry.sdk.version");
            assertThat(receiver.metrics()).contains("gen_ai.client.operation.duration");
        }
    }

    @Test
    void everyDestinationGetsEverythingWithItsOwnHeaders() {
        InMemorySpanExporter kept = InMemorySpanExporter.create();
        try (OtlpReceiver first = OtlpReceiver.startNow(
                        request -> KEY.equals(request.header("Authorization")) && request.header("x-second") == null);
                OtlpReceiver second = OtlpReceiver.startNow(request ->
                        "a, b=c%20d".equals(request.header("X-Second")) && request.header("authorization") == null);
                OtlpReceiver standard = OtlpReceiver.startNow(request -> "e, f=g%20".equals(request.header("x-key")))) {
            Tracing tracing = Tracing.configure(config -> config.endpoint(standard.url())
                    .header("x-key", "e, f=g%20")
                    .otlp(first.url(), Map.of("Authorization", KEY))
                    .otlp(second.url(), Map.of("X-Second", "a, b=c%20d"))
                    .exporter(kept));
            tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
            tracing.flush().block(LIMIT);

            for (OtlpReceiver receiver : List.of(first, second, standard)) {
                assertThat(names(receiver)).containsExactly("chat gpt-4o-mini");
                assertThat(receiver.metrics()).contains("gen_ai.client.token.usage");
            }
            assertThat(kept.getFinishedSpanItems()).hasSize(1);
            tracing.close().block(LIMIT);
        }
    }

    @Test
    void signalsCanBeSwitchedOffOneByOne() {
        try (OtlpReceiver standard = OtlpReceiver.startNow();
                OtlpReceiver more = OtlpReceiver.startNow()) {
            call(config ->
                    config.endpoint(standard.url()).otlp(more.url(), Map.of()).metrics(false));
            call(config -> config.endpoint(standard.url())
                    .otlp(more.url(), Map.of())
                    .logs(false)
                    .metrics(false)
                    .spans(false));
            for (OtlpReceiver receiver : List.of(standard, more)) {
                assertThat(names(receiver)).containsExactly("chat gpt-4o-mini");
                assertThat(receiver.metrics()).isEmpty();
            }
            call(config -> config.endpoint(standard.url())
                    .otlp(more.url(), Map.of())
                    .spans(false)
                    .metrics(false)
                    .metrics(true));
            for (OtlpReceiver receiver : List.of(standard, more)) {
                assertThat(receiver.spans()).hasSize(1);
                assertThat(receiver.metrics()).contains("gen_ai.client.operation.duration");
            }
        }
    }

    @Test
    void aDestinationStaysWithoutTheStandardExporter() {
        try (OtlpReceiver standard = OtlpReceiver.startNow();
                OtlpReceiver named = OtlpReceiver.startNow()) {
            call(config -> config.endpoint(standard.url())
                    .property("otel.traces.exporter", "none")
                    .otlp(named.url(), Map.of()));
            assertThat(standard.spans()).isEmpty();
            assertThat(names(named)).containsExactly("chat gpt-4o-mini");
        }
    }

    @Test
    void metricsAreExportedAsOftenAsAsked() {
        try (OtlpReceiver receiver = OtlpReceiver.startNow()) {
            Tracing tracing =
                    Tracing.configure(config -> config.endpoint(receiver.url()).metricInterval(Duration.ofMillis(20)));
            tracing.call(Fixtures.call(), Mono.just(Fixtures.response())).block();
            Mono.defer(() -> Mono.justOrEmpty(receiver.metrics().stream().findFirst()))
                    .repeatWhenEmpty(empty -> empty.delayElements(Duration.ofMillis(5)))
                    .block(LIMIT);
            tracing.close().block(LIMIT);
        }
    }

    @Test
    void theShareOfTracesIsTheSamplers() {
        InMemorySpanExporter kept = InMemorySpanExporter.create();
        Tracing half = Tracing.configure(
                config -> config.exporter(kept).sampleRatio(0.5).metrics(false));
        IntStream.range(0, 400)
                .forEach(i -> half.call(Fixtures.call(), Mono.just(Fixtures.response()))
                        .block());
        half.flush().block(LIMIT);
        assertThat(kept.getFinishedSpanItems()).hasSizeBetween(120, 280);
        half.close().block(LIMIT);

        InMemorySpanExporter none = InMemorySpanExporter.create();
        call(config -> config.exporter(none).sampler(Sampler.alwaysOff()));
        assertThat(none.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void nothingThatIsPrintedHoldsAHeadersValue() {
        UnaryOperator<TracingConfig> change = config -> config.endpoint("http://127.0.0.1:9")
                .header("x-key", "secret-1")
                .otlp("http://127.0.0.1:9/project-secret-2", Map.of("Authorization", "secret-3"))
                .property("otel.exporter.otlp.traces.headers", "a=secret-4");
        assertThat(change.apply(TracingConfig.DEFAULT).toString())
                .contains("x-key", "Authorization")
                .doesNotContain("secret");

        assertThatThrownBy(() -> TracingConfig.DEFAULT.header("x-key", "secret-1\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("x-key")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> TracingConfig.DEFAULT.otlp("http://h", Map.of("x key", "secret")))
                .hasMessageContaining("x key")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4318",
                "ftp://h",
                "http://",
                "http://h/v1/traces",
                "http://h/v1/metrics/",
                "h h",
                "http://h?key=secret"
            })
    void anEndpointThatIsNoneIsRefusedWithAReason(String endpoint) {
        for (UnaryOperator<TracingConfig> change : List.<UnaryOperator<TracingConfig>>of(
                config -> config.endpoint(endpoint), config -> config.otlp(endpoint, Map.of()))) {
            assertThatThrownBy(() -> change.apply(TracingConfig.DEFAULT))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("The OTLP endpoint ")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void numbersOutOfRangeAreRefusedWithAReason() {
        for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> TracingConfig.DEFAULT.sampleRatio(share))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("between 0 (none) and 1 (all)");
        }
        assertThatThrownBy(() -> TracingConfig.DEFAULT.metricInterval(Duration.ZERO))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void withoutSpansTheParentStillReachesWhatIsBelow() {
        try (Telemetries telemetries = new Telemetries()) {
            Tracing metricsOnly = Tracing.builder(telemetries.sdk).spans(false).build();
            Span server = telemetries
                    .tracer()
                    .spanBuilder("server")
                    .setSpanKind(SpanKind.SERVER)
                    .startSpan();
            Mono<String> below =
                    Mono.fromCallable(() -> Span.current().getSpanContext().getSpanId());
            String seen = metricsOnly
                    .trace("step")
                    .around(below)
                    .contextWrite(Telemetries.parent(server))
                    .block();
            metricsOnly.call(Fixtures.call(), Mono.just(Fixtures.response())).block();

            assertThat(seen).isEqualTo(server.getSpanContext().getSpanId());
            assertThat(telemetries.spans()).isEmpty();
            assertThat(telemetries.metric("gen_ai.client.operation.duration")).isNotNull();
        }
    }

    @Test
    void variablesSwitchSignalsToo() {
        Map<String, String> variables = Map.of("WEIR_TELEMETRY_SPANS", "False", "WEIR_TELEMETRY_METRICS", "maybe");
        Map<String, String> properties = Map.of("weir.telemetry.metrics", " false ", "weir.telemetry.spans", " ");
        assertThat(Signals.fromEnvironment("spans", name -> null, variables::get))
                .isFalse();
        assertThat(Signals.fromEnvironment("metrics", name -> null, variables::get))
                .isTrue();
        assertThat(Signals.fromEnvironment("metrics", properties::get, variables::get))
                .isFalse();
        assertThat(Signals.fromEnvironment("spans", properties::get, variables::get))
                .isFalse();
        assertThat(Signals.fromEnvironment("spans", name -> null, name -> null)).isTrue();

        System.setProperty("weir.telemetry.metrics", "false");
        try (Telemetries quiet = new Telemetries();
                Telemetries told = new Telemetries(builder -> builder.metrics(true))) {
            for (Telemetries telemetries : List.of(quiet, told)) {
                telemetries
                        .tracing
                        .call(Fixtures.call(), Mono.just(Fixtures.response()))
                        .block();
                assertThat(telemetries.spans()).hasSize(1);
            }
            assertThat(quiet.metrics.collectAllMetrics()).isEmpty();
            assertThat(told.metrics.collectAllMetrics()).isNotEmpty();
        } finally {
            System.clearProperty("weir.telemetry.metrics");
        }
    }

    @Test
    void propagatorsAreTheStandardOnesUnlessAsked() {
        Tracing standard = Tracing.configure(config -> config.exporter(InMemorySpanExporter.create()));
        Tracing b3 = Tracing.configure(
                config -> config.exporter(InMemorySpanExporter.create()).property("otel.propagators", "b3,jaeger"));
        assertThat(standard.trace("step").around(standard.inject()).block()).containsOnlyKeys("traceparent");
        assertThat(b3.trace("step").around(b3.inject()).block()).containsOnlyKeys("b3", "uber-trace-id");
        standard.close().block(LIMIT);
        b3.close().block(LIMIT);
    }
}
