package dev.weir.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tracing.ContentCapture;
import dev.weir.tracing.Semconv;
import dev.weir.tracing.conformance.Exported;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.Report;
import dev.weir.tracing.conformance.SpanType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The public scenarios of each provider over real sockets: nothing to find, and much of what is declared. */
class PublicScenariosTest {

    /** How many of the 37 attributes of inference spans each provider's scenarios show. */
    private static final Map<Family, Integer> INFERENCE = Map.of(
            Family.OPENAI, 30,
            Family.ANTHROPIC, 27,
            Family.GOOGLE, 30,
            Family.BEDROCK, 24,
            Family.COHERE, 26);

    /** Words of questions and answers, of what the tool takes, was given and said. */
    private static final List<String> WORDS =
            List.of("librarian", "iver", "Danubia", "Nile", "Oslo", "celsius", "properties");

    @BeforeEach
    void conventionsAreThere() {
        Registry.assumePresent();
    }

    private static Report run(Family family, Semconv semconv) {
        try (World world = new World(semconv)) {
            Scenario.ALL.stream()
                    .filter(scenario -> scenario.suits(family))
                    .forEach(scenario -> world.run(scenario, family));
            return world.report();
        }
    }

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void nothingIsFoundThatIsNotDeclared(Semconv semconv) {
        for (Family family : Family.values()) {
            assertThat(run(family, semconv).unexpected(Declared.of(family)))
                    .as(family.label())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void attributesAreCovered(Family family) {
        Report report = run(family, Semconv.V1_41);
        report.print(System.out, "Public scenarios, " + family.label());

        assertThat(report.coverage().seen(SpanType.INFERENCE)).hasSize(INFERENCE.get(family));
    }

    /** The description of the tool may stand on its own span. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void nothingThatWasSaidIsExportedUnlessAskedFor(Family family) {
        try (World world = new World(Semconv.DUP, ContentCapture.NO_CONTENT)) {
            Scenario.ALL.stream()
                    .filter(scenario -> scenario.suits(family))
                    .forEach(scenario -> world.run(scenario, family));

            assertThat(world.server.requests())
                    .anyMatch(request -> request.bodyText().contains("librarian"))
                    .anyMatch(request -> request.bodyText().contains("Oslo"));
            assertThat(world.probe.exported().toString())
                    .contains(family.models().chat().split("/")[1])
                    .doesNotContain(WORDS);
            assertThat(world.report().unexpected(Declared.of(family))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatWasSaidIsExportedWhereItIsAskedFor(Family family) {
        try (World world = new World(Semconv.V1_41, ContentCapture.EVENT_ONLY)) {
            Scenario.ALL.stream()
                    .filter(scenario -> scenario.suits(family))
                    .forEach(scenario -> world.run(scenario, family));

            Exported exported = world.probe.exported();
            assertThat(exported.events().toString()).contains(WORDS);
            assertThat(exported.spans().toString()).doesNotContain(WORDS);
            assertThat(world.report().unexpected(Declared.of(family))).isEmpty();
        }
    }
}
