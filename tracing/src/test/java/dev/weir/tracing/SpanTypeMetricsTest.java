package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Registry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** The metrics of retrieval, remote agents and workflows, in all generations. */
class SpanTypeMetricsTest {

    private static final List<Double> WORKFLOW_BUCKETS =
            List.of(1., 5., 10., 30., 60., 120., 300., 600., 1800., 3600., 7200.);

    @BeforeEach
    void conventionsAreThere() {
        Registry.assumePresent();
    }

    @ParameterizedTest
    @EnumSource(names = {"V1_41", "NEXT"})
    void metricsHaveNoFindings(Semconv semconv) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            SpanTypesTest.scenarios(telemetries.tracing);
            SpanTypesTest.clerk(telemetries.tracing)
                    .around(Mono.error(new IllegalStateException()))
                    .onErrorComplete()
                    .block();
            List<MetricData> metrics = List.copyOf(telemetries.metrics.collectAllMetrics());

            assertThat(Checker.of(semconv)
                            .tolerance(0.5)
                            .check(telemetries.exported())
                            .findings())
                    .isEmpty();
            assertThat(points(metrics, Names.OPERATION_DURATION))
                    .filteredOn(point -> !"chat".equals(point.getAttributes().get(Names.OPERATION_NAME)))
                    .extracting(HistogramPointData::getAttributes)
                    .containsExactlyInAnyOrder(
                            Attributes.builder()
                                    .put(Names.OPERATION_NAME, "retrieval")
                                    .put(Names.PROVIDER_NAME, "openai")
                                    .put(Names.REQUEST_MODEL, "text-embedding-3-small")
                                    .put(Names.SERVER_ADDRESS, "api.openai.com")
                                    .put(Names.SERVER_PORT, 443L)
                                    .build(),
                            Attributes.of(
                                    Names.OPERATION_NAME,
                                    "retrieval",
                                    Names.ERROR_TYPE,
                                    "java.lang.IllegalStateException"),
                            Attributes.builder()
                                    .put(Names.OPERATION_NAME, "invoke_agent")
                                    .put(Names.PROVIDER_NAME, "aws.bedrock")
                                    .put(Names.REQUEST_MODEL, "claude")
                                    .put(Names.SERVER_ADDRESS, "bedrock-agent-runtime.eu-west-1.amazonaws.com")
                                    .put(Names.SERVER_PORT, 443L)
                                    .put(Names.ERROR_TYPE, "java.lang.IllegalStateException")
                                    .build());
            assertThat(metrics.stream()
                            .filter(metric -> metric.getName().contains("token"))
                            .flatMap(metric -> metric.getData().getPoints().stream())
                            .map(point -> point.getAttributes().get(Names.OPERATION_NAME))
                            .distinct())
                    .containsExactly("chat");
        }
    }

    private static List<HistogramPointData> points(List<MetricData> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .flatMap(metric -> metric.getHistogramData().getPoints().stream())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void workflowsAreMeasuredUnderTheNameOfTheGeneration(Semconv semconv) {
        try (Telemetries telemetries = new Telemetries(builder -> builder.semconv(semconv))) {
            SpanTypesTest.workflow(telemetries.tracing).block();
            telemetries
                    .tracing
                    .workflow("lending")
                    .around(Mono.error(new IllegalStateException()))
                    .onErrorComplete()
                    .block();
            List<MetricData> metrics = List.copyOf(telemetries.metrics.collectAllMetrics());

            List<String> expected = switch (semconv) {
                case V1_36, V1_41 -> List.of("gen_ai.workflow.duration");
                case NEXT -> List.of("gen_ai.invoke_workflow.duration");
                case DUP -> List.of("gen_ai.workflow.duration", "gen_ai.invoke_workflow.duration");
            };
            assertThat(metrics).extracting(MetricData::getName).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(metrics).allSatisfy(metric -> {
                assertThat(metric.getUnit()).isEqualTo("s");
                assertThat(points(metrics, metric.getName()))
                        .allSatisfy(point -> assertThat(point.getBoundaries()).isEqualTo(WORKFLOW_BUCKETS))
                        .extracting(HistogramPointData::getAttributes)
                        .containsExactlyInAnyOrder(
                                Attributes.of(Names.WORKFLOW_NAME, "lending"),
                                Attributes.of(
                                        Names.WORKFLOW_NAME,
                                        "lending",
                                        Names.ERROR_TYPE,
                                        "java.lang.IllegalStateException"));
            });
        }
    }

    @Test
    void durationsAreThoseOfTheSpansAndLeadToThem() {
        AtomicLong clock = new AtomicLong();
        try (Telemetries telemetries =
                new Telemetries(builder -> builder.nanoTime(() -> clock.addAndGet(1_500_000_000)))) {
            SpanTypesTest.workflow(telemetries.tracing).block();
            SpanTypesTest.retrieval(telemetries.tracing).block();
            List<MetricData> metrics = List.copyOf(telemetries.metrics.collectAllMetrics());

            assertDuration(metrics, Names.WORKFLOW_DURATION, telemetries.span("invoke_workflow lending"));
            assertDuration(metrics, Names.OPERATION_DURATION, telemetries.span("retrieval books"));
        }
    }

    private static void assertDuration(List<MetricData> metrics, String name, SpanData span) {
        assertThat(points(metrics, name)).singleElement().satisfies(point -> {
            assertThat(point.getSum()).isEqualTo(1.5);
            assertThat(point.getExemplars())
                    .extracting(exemplar -> exemplar.getSpanContext().getSpanId())
                    .containsExactly(span.getSpanId());
        });
    }
}
