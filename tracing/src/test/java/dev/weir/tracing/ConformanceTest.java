package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Coverage;
import dev.weir.tracing.conformance.Exported;
import dev.weir.tracing.conformance.Probe;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.Report;
import dev.weir.tracing.conformance.SpanType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.time.TestClock;
import io.opentelemetry.semconv.CodeAttributes;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything emitted against the machine-readable conventions, by the rules of the public checker. */
class ConformanceTest {

    /** How many declared attributes each type of span has in these scenes: all there are. */
    private static final Map<SpanType, Integer> COVERED = new EnumMap<>(Map.of(
            SpanType.INFERENCE, 37,
            SpanType.EMBEDDINGS, 10,
            SpanType.RETRIEVAL, 10,
            SpanType.INVOKE_REMOTE_AGENT, 31,
            SpanType.INVOKE_AGENT, 25,
            SpanType.EXECUTE_TOOL, 9,
            SpanType.INVOKE_WORKFLOW, 5,
            SpanType.PLAN, 3));

    private final TestClock clock = TestClock.create();

    @BeforeEach
    void conventionsAreThere() {
        Registry.assumePresent();
    }

    private Exported exported(Semconv semconv, ContentCapture capture) {
        try (Probe probe = new Probe(clock)) {
            Tracing tracing = Tracing.builder(probe.sdk())
                    .semconv(semconv)
                    .captureContent(capture)
                    .nanoTime(clock::nanoTime)
                    .build();
            Scenes.play(tracing, clock);
            assertThat(probe.spans()).hasSize(Scenes.SPANS);
            return probe.exported();
        }
    }

    private static Report report(Semconv semconv, ContentCapture capture, Exported exported) {
        Report report = Checker.of(semconv).check(exported);
        report.print(System.out, "Scenes " + semconv + " " + capture);
        return report;
    }

    static Stream<Arguments> generationsAndCaptures() {
        return Stream.of(Semconv.values())
                .flatMap(semconv -> Stream.of(ContentCapture.values()).map(capture -> Arguments.of(semconv, capture)));
    }

    /** Durations agree to the nanosecond, as time stands still between what tracing and the SDK read. */
    @ParameterizedTest
    @MethodSource("generationsAndCaptures")
    void nothingIsFound(Semconv semconv, ContentCapture capture) {
        assertThat(report(semconv, capture, exported(semconv, capture)).findings())
                .isEmpty();
    }

    /** The scenes do say these words, and where they are captured they are exported. */
    @ParameterizedTest
    @EnumSource
    void nothingThatWasSaidIsExportedUnlessAskedFor(Semconv semconv) {
        assertThat(exported(semconv, ContentCapture.NO_CONTENT).toString())
                .contains("gpt-4o-mini", "recommend-book", "get_weather", "Lends books")
                .doesNotContain(Scenes.WORDS);
        if (semconv != Semconv.V1_36) {
            assertThat(exported(semconv, ContentCapture.SPAN_ONLY).toString()).contains(Scenes.WORDS);
        }
    }

    @Test
    void attributesAreCovered() {
        Coverage coverage = report(
                        Semconv.V1_41,
                        ContentCapture.SPAN_AND_EVENT,
                        exported(Semconv.V1_41, ContentCapture.SPAN_AND_EVENT))
                .coverage();
        Map<SpanType, Integer> covered = new EnumMap<>(SpanType.class);
        coverage.types().forEach(type -> covered.put(type, coverage.seen(type).size()));
        assertThat(covered).isEqualTo(COVERED);
        assertThat(coverage.types())
                .allSatisfy(type -> assertThat(coverage.missing(type)).isEmpty());
    }

    @Test
    void theUnreleasedConventionsAreCoveredToo() {
        Coverage coverage = report(
                        Semconv.NEXT,
                        ContentCapture.SPAN_AND_EVENT,
                        exported(Semconv.NEXT, ContentCapture.SPAN_AND_EVENT))
                .coverage();
        assertThat(coverage.types())
                .isEqualTo(COVERED.keySet())
                .allSatisfy(type -> assertThat(coverage.missing(type)).isEmpty());
    }

    /** Our constants cannot drift away from the registry unnoticed; what is not of generative AI, from the stable ones. */
    @Test
    void everyNameIsOfTheConventions() throws IllegalAccessException {
        Set<String> known = new TreeSet<>();
        for (String folder : List.of(Registry.RELEASED, Registry.ADDED, Registry.UNRELEASED)) {
            known.addAll(Registry.of(folder).names());
        }
        for (Field field : CodeAttributes.class.getFields()) {
            known.add(((AttributeKey<?>) field.get(null)).getKey());
        }
        List<String> ours = new ArrayList<>();
        for (Class<?> names : List.of(Names.class, NamesNext.class)) {
            for (Field field : names.getDeclaredFields()) {
                field.setAccessible(true);
                Object value = field.get(null);
                String name = value instanceof AttributeKey<?> key ? key.getKey() : String.valueOf(value);
                if (field.getType() == AttributeKey.class ? !name.startsWith("weir.") : name.startsWith("gen_ai.")) {
                    ours.add(name);
                }
            }
        }
        assertThat(ours).hasSizeGreaterThan(50).allMatch(known::contains);
    }
}
