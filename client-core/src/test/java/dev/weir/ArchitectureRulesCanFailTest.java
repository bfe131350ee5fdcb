package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.http.HttpSettings;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** Every rule of {@link ArchitectureTest} fails where it is broken. */
class ArchitectureRulesCanFailTest {

    /** Breaks all of them; never run. */
    @SuppressWarnings("unused")
    public static class Offender {

        private static int state;

        private tools.jackson.databind.@Nullable JsonNode jackson;

        protected @Nullable HttpSettings higherLayer;

        public List<ByteBuf> shown() {
            return List.of();
        }

        void behave() throws InterruptedException {
            Thread.sleep(state++);
            Mono.empty().block();
            Mono.empty().subscribe();
            System.out.println("?");
        }
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureTest.PACKAGES_ARE_LAYERS,
                ArchitectureTest.PACKAGES_HAVE_NO_CIRCLES,
                ArchitectureTest.NOTHING_KNOWS_TELEMETRY_OR_JACKSON,
                ArchitectureTest.ONLY_THE_TRANSPORT_KNOWS_NETTY,
                ArchitectureTest.THE_PUBLIC_API_SHOWS_NO_IMPLEMENTATION,
                ArchitectureTest.EVERY_PACKAGE_IS_NULL_MARKED,
                ArchitectureTest.NOTHING_SLEEPS,
                ArchitectureTest.NOTHING_BLOCKS_OR_SUBSCRIBES_ON_ITS_OWN,
                ArchitectureTest.NOTHING_PRINTS,
                ArchitectureTest.STATE_IS_NEVER_STATIC,
                ArchitectureTest.PUBLIC_CLASSES_ARE_CLOSED);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anOffenceIsSeen(ArchRule rule) {
        JavaClasses classes =
                new ClassFileImporter().importClasses(Offender.class, HttpSettings.class, ConfigurationException.class);
        assertThat(rule.evaluate(classes).hasViolation()).isTrue();
    }
}
