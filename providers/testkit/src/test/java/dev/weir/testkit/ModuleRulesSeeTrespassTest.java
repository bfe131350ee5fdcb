package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.tracing.TrespassingTracing;
import dev.weir.trespass.TrespassingProvider;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule between modules fails where it is broken. */
class ModuleRulesSeeTrespassTest {

    private static final JavaClasses TRESPASSERS =
            new ClassFileImporter().importClasses(TrespassingProvider.class, TrespassingTracing.class);

    static Stream<ArchRule> rules() {
        return Stream.of(
                ModuleRules.PROVIDERS_SEE_NO_TRANSPORT,
                ModuleRules.PROVIDERS_SEE_NO_NETTY,
                ModuleRules.PROVIDERS_SEE_NO_JACKSON,
                ModuleRules.PROVIDERS_SEE_NO_TELEMETRY,
                ModuleRules.CODECS_SEE_NO_REACTOR,
                ModuleRules.TRACING_SEES_NEITHER_PROVIDER_NOR_TRANSPORT);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void trespassIsSeen(ArchRule rule) {
        assertThat(rule.evaluate(TRESPASSERS).hasViolation()).isTrue();
    }
}
