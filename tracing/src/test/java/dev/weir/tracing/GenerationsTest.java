package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.conformance.Probe;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.time.TestClock;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What each generation says, name by name, and what of it samplers see. */
class GenerationsTest {

    private final TestClock clock = TestClock.create();

    private void play(OpenTelemetrySdk sdk, Semconv semconv) {
        Tracing tracing =
                Tracing.builder(sdk).semconv(semconv).nanoTime(clock::nanoTime).build();
        Scenes.play(tracing, clock);
    }

    @Test
    void bothGenerationsSideBySideAreTheUnion() {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(Semconv.DUP))) {
            Scenes.play(telemetries.tracing, clock);

            SpanData span = telemetries.spans().get(0);
            assertThat(span.getAttributes().get(Names.USAGE_CACHE_CREATION_INPUT_TOKENS))
                    .isNotNull()
                    .isEqualTo(span.getAttributes().get(NamesNext.USAGE_CACHE_WRITE_INPUT_TOKENS));
            Set<String> metrics = new TreeSet<>();
            telemetries.metrics.collectAllMetrics().forEach(metric -> metrics.add(metric.getName()));
            assertThat(metrics)
                    .contains(
                            Names.OPERATION_DURATION,
                            Names.TOKEN_USAGE,
                            Names.TIME_TO_FIRST_CHUNK,
                            Names.TIME_PER_OUTPUT_CHUNK,
                            NamesNext.INFERENCE_DURATION,
                            NamesNext.INFERENCE_TIME_TO_FIRST_CHUNK,
                            NamesNext.INFERENCE_TIME_PER_OUTPUT_CHUNK,
                            NamesNext.EMBEDDINGS_DURATION,
                            Names.EXECUTE_TOOL_DURATION);
            assertThat(telemetries
                            .metric(Names.EXECUTE_TOOL_DURATION)
                            .getHistogramData()
                            .getPoints())
                    .hasSize(2)
                    .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(1));
        }
    }

    @Test
    void generation136NamesTheSystem() {
        try (Probe probe = new Probe(clock)) {
            play(probe.sdk(), Semconv.V1_36);

            SpanData openai = probe.spans().get(0);
            assertThat(openai.getAttributes().get(Names136.SYSTEM)).isEqualTo("openai");
            assertThat(openai.getAttributes().get(Names.PROVIDER_NAME)).isNull();
            assertThat(openai.getAttributes().asMap())
                    .containsEntry(AttributeKey.stringKey("gen_ai.openai.response.service_tier"), "default");
            assertThat(probe.spans())
                    .extracting(span -> span.getAttributes().get(Names136.SYSTEM))
                    .contains("gemini");
        }
    }

    @Test
    void samplersSeeWhomACallIsMadeTo() {
        List<Attributes> offered = new ArrayList<>();
        Sampler sampler = new Sampler() {
            @Override
            public SamplingResult shouldSample(
                    Context parent,
                    String traceId,
                    String name,
                    SpanKind kind,
                    Attributes attributes,
                    List<LinkData> links) {
                offered.add(attributes);
                return SamplingResult.drop();
            }

            @Override
            public String getDescription() {
                return "test";
            }
        };
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(
                        SdkTracerProvider.builder().setSampler(sampler).build())
                .build()) {
            play(sdk, Semconv.V1_41);
        }
        assertThat(offered).hasSize(Scenes.SPANS);
        assertThat(offered.get(0).asMap())
                .containsOnlyKeys(
                        Names.OPERATION_NAME,
                        Names.PROVIDER_NAME,
                        Names.REQUEST_MODEL,
                        Names.SERVER_ADDRESS,
                        Names.SERVER_PORT);
        assertThat(offered)
                .filteredOn(attributes -> "execute_tool".equals(attributes.get(Names.OPERATION_NAME)))
                .first()
                .satisfies(attributes -> assertThat(attributes.asMap())
                        .containsOnlyKeys(Names.OPERATION_NAME, Names.TOOL_NAME, Names.TOOL_TYPE, Names.AGENT_NAME));
        assertThat(offered)
                .filteredOn(attributes -> "librarian".equals(attributes.get(Names.AGENT_NAME))
                        && "invoke_agent".equals(attributes.get(Names.OPERATION_NAME)))
                .first()
                .satisfies(attributes -> assertThat(attributes.asMap())
                        .containsOnlyKeys(Names.OPERATION_NAME, Names.AGENT_NAME, Names.REQUEST_MODEL));
    }

    @Test
    void embeddingsOfUnknownShapeStillName() {
        try (Telemetries telemetries = new Telemetries()) {
            StepVerifier.create(telemetries.tracing.embed(Fixtures.embed(), Mono.empty()))
                    .verifyComplete();

            assertThat(telemetries.onlySpan().getAttributes().get(Names.REQUEST_ENCODING_FORMATS))
                    .containsExactly("float");
        }
    }
}
