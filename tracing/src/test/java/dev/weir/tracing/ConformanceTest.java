package dev.weir.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.tracing.conformance.Checker;
import dev.weir.tracing.conformance.Probe;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.Report;
import dev.weir.tracing.conformance.SpanType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.time.TestClock;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything emitted against the machine-readable conventions, by the rules of the public checker. */
class ConformanceTest {

    /** How many declared attributes each type of span has in these scenes; the conventions of August 2026 declare more. */
    private static final Map<SpanType, Integer> COVERED = new EnumMap<>(Map.of(
            SpanType.INFERENCE, 31,
            SpanType.EMBEDDINGS, 10,
            SpanType.RETRIEVAL, 6,
            SpanType.INVOKE_AGENT, 21,
            SpanType.EXECUTE_TOOL, 7));

    private final TestClock clock = TestClock.create();

    @BeforeEach
    void conventionsAreThere() {
        assumeTrue(Registry.isPresent(), () -> "no conventions in " + Registry.directory());
    }

    private Report report(Semconv semconv) {
        try (Probe probe = new Probe(clock)) {
            Tracing tracing = Tracing.builder(probe.sdk())
                    .semconv(semconv)
                    .nanoTime(clock::nanoTime)
                    .build();
            Scenes.play(tracing, clock);
            assertThat(probe.spans()).hasSize(Scenes.SPANS);
            Report report = Checker.of(semconv).check(probe.exported());
            report.print(System.out, "Scenes " + semconv);
            return report;
        }
    }

    /** Durations agree to the nanosecond, as time stands still between what tracing and the SDK read. */
    @ParameterizedTest
    @EnumSource(Semconv.class)
    void nothingIsFound(Semconv semconv) {
        assertThat(report(semconv).findings()).isEmpty();
    }

    @Test
    void attributesAreCovered() {
        Report report = report(Semconv.V1_41);
        Map<SpanType, Integer> covered = new EnumMap<>(SpanType.class);
        report.coverage()
                .types()
                .forEach(type -> covered.put(type, report.coverage().seen(type).size()));
        assertThat(covered).isEqualTo(COVERED);
    }

    /**
     * Our constants cannot drift away from the registry unnoticed. That of generative AI leaves a function's name to the
     * general one, https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/.
     */
    @Test
    void everyNameIsOfTheConventions() throws IllegalAccessException {
        Set<String> known = new TreeSet<>(Set.of("code.function.name"));
        for (String folder : List.of(Registry.RELEASED, Registry.ADDED, Registry.UNRELEASED)) {
            known.addAll(Registry.of(folder).names());
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
