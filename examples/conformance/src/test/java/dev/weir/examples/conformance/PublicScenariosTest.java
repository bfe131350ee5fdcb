package dev.weir.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.tracing.Semconv;
import dev.weir.tracing.conformance.Registry;
import dev.weir.tracing.conformance.Report;
import dev.weir.tracing.conformance.SpanType;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The public scenarios of each provider over real sockets: nothing to find, and much of what is declared. */
class PublicScenariosTest {

    /** How many of the 37 attributes of inference spans each provider's scenarios show; without content. */
    private static final Map<Family, Integer> INFERENCE = Map.of(
            Family.OPENAI, 27,
            Family.ANTHROPIC, 24,
            Family.GOOGLE, 27,
            Family.BEDROCK, 21,
            Family.COHERE, 23);

    @BeforeEach
    void conventionsAreThere() {
        assumeTrue(Registry.isPresent(), () -> "no conventions in " + Registry.directory());
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

    /** Words of questions and answers, what the tool takes, was given and said; its description may stand on its own span. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void nothingThatWasSaidIsExportedUnlessAskedFor(Family family) {
        try (World world = new World(Semconv.DUP)) {
            Scenario.ALL.stream()
                    .filter(scenario -> scenario.suits(family))
                    .forEach(scenario -> world.run(scenario, family));

            assertThat(world.server.requests())
                    .anyMatch(request -> request.bodyText().contains("librarian"))
                    .anyMatch(request -> request.bodyText().contains("Oslo"));
            assertThat(world.probe.exported().toString())
                    .contains(family.models().chat().split("/")[1])
                    .doesNotContain("librarian", "iver", "Danubia", "Nile", "Oslo", "celsius", "properties");
        }
    }
}
