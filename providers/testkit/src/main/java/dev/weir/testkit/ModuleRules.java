package dev.weir.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.spi.Codec;
import dev.weir.spi.EmbeddingCodec;
import dev.weir.spi.RerankCodec;
import dev.weir.spi.StreamDecoder;
import dev.weir.spi.TokenCountCodec;

/**
 * The lines between modules. A module checks itself, and what it depends on, with
 *
 * <pre>{@code
 * @AnalyzeClasses(packages = "dev.weir", importOptions = ImportOption.DoNotIncludeTests.class)
 * class ModuleRulesTest {
 *     @ArchTest
 *     static final ArchTests RULES = ArchTests.in(ModuleRules.class);
 * }
 * }</pre>
 */
public final class ModuleRules {

    private static final String TRACING = "dev.weir.tracing..";
    private static final String TRACING_SERVERS = "dev.weir.tracing.netty..";
    private static final String LOCAL = "dev.weir.local..";

    /** What is neither a provider nor tracing: client-core's layers, the test kit and the examples. */
    private static final String[] OTHERS = {
        "dev.weir",
        "dev.weir.spi..",
        "dev.weir.intercept..",
        "dev.weir.tool..",
        "dev.weir.http..",
        "dev.weir.client..",
        "dev.weir.agent..",
        "dev.weir.testkit..",
        "dev.weir.examples..",
        "dev.weir.quickstart..",
        "dev.weir.benchmarks.."
    };

    /** Everything else under {@code dev.weir} is a provider, so that a new one is held to the rules from its first class. */
    private static final DescribedPredicate<JavaClass> PROVIDERS = resideInAPackage("dev.weir..")
            .and(not(resideInAnyPackage(OTHERS)))
            .and(not(resideInAPackage(TRACING)))
            .as("classes of providers");

    private static final DescribedPredicate<JavaClass> CODECS = assignableTo(Codec.class)
            .or(assignableTo(EmbeddingCodec.class))
            .or(assignableTo(RerankCodec.class))
            .or(assignableTo(TokenCountCodec.class))
            .or(assignableTo(StreamDecoder.class))
            .as("codecs and decoders");

    /** A provider says what goes over the wire, not how. */
    @ArchTest
    public static final ArchRule PROVIDERS_SEE_NO_TRANSPORT = noClasses()
            .that(PROVIDERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.http..")
            .allowEmptyShould(true);

    /** Only the embedded provider runs a server. */
    @ArchTest
    public static final ArchRule PROVIDERS_SEE_NO_NETTY = noClasses()
            .that(PROVIDERS.and(not(resideInAPackage(LOCAL))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "reactor.netty..")
            .allowEmptyShould(true);

    /** Providers read and write JSON with client-core's reader and writer. */
    @ArchTest
    public static final ArchRule PROVIDERS_SEE_NO_JACKSON = noClasses()
            .that(PROVIDERS.and(not(resideInAPackage(LOCAL))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
            .allowEmptyShould(true);

    /** A provider does not know that it is watched. */
    @ArchTest
    public static final ArchRule PROVIDERS_SEE_NO_TELEMETRY = noClasses()
            .that(PROVIDERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRACING, "io.opentelemetry..")
            .allowEmptyShould(true);

    /** Codecs are pure functions. */
    @ArchTest
    public static final ArchRule CODECS_SEE_NO_REACTOR = noClasses()
            .that(CODECS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", "org.reactivestreams..")
            .allowEmptyShould(true);

    /**
     * Tracing hears of operations and their answers, whoever gives them and however they travel. Only the face it turns
     * to servers knows what a server is made of.
     */
    @ArchTest
    public static final ArchRule TRACING_SEES_NEITHER_PROVIDER_NOR_TRANSPORT = noClasses()
            .that(resideInAPackage(TRACING).and(not(resideInAPackage(TRACING_SERVERS))))
            .should()
            .dependOnClassesThat(PROVIDERS.or(
                    resideInAnyPackage("dev.weir.http..", "dev.weir.client..", "io.netty..", "reactor.netty..")))
            .allowEmptyShould(true);

    /** What serves requests has nothing to do with how calls are made. */
    @ArchTest
    public static final ArchRule TRACING_OF_SERVERS_SEES_NEITHER_PROVIDER_NOR_TRANSPORT = noClasses()
            .that()
            .resideInAPackage(TRACING_SERVERS)
            .should()
            .dependOnClassesThat(PROVIDERS.or(resideInAnyPackage("dev.weir.http..", "dev.weir.client..")))
            .allowEmptyShould(true);

    private ModuleRules() {}
}
