package dev.weir;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The lines that hold client-core together; those between modules are in the test kit. */
@AnalyzeClasses(packages = "dev.weir", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PACKAGES_ARE_LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("vocabulary")
            .definedBy("dev.weir")
            .layer("spi")
            .definedBy("dev.weir.spi")
            .layer("interceptors")
            .definedBy("dev.weir.intercept..", "dev.weir.tool..")
            .layer("http")
            .definedBy("dev.weir.http")
            .layer("client")
            .definedBy("dev.weir.client")
            .layer("agent")
            .definedBy("dev.weir.agent..")
            .whereLayer("vocabulary")
            .mayNotAccessAnyLayer()
            .whereLayer("spi")
            .mayOnlyAccessLayers("vocabulary")
            .whereLayer("interceptors")
            .mayOnlyAccessLayers("vocabulary", "spi")
            .whereLayer("http")
            .mayOnlyAccessLayers("vocabulary", "spi", "interceptors")
            .whereLayer("client")
            .mayOnlyAccessLayers("vocabulary", "spi", "interceptors", "http")
            .whereLayer("agent")
            .mayOnlyAccessLayers("vocabulary", "interceptors");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CIRCLES =
            slices().assignedFrom(new ByPackage()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_KNOWS_TELEMETRY_OR_JACKSON = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..", "tools.jackson..", "com.fasterxml..");

    @ArchTest
    static final ArchRule ONLY_THE_TRANSPORT_KNOWS_NETTY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "reactor.netty..");

    @ArchTest
    static final ArchRule THE_PUBLIC_API_SHOWS_NO_IMPLEMENTATION =
            classes().that().arePublic().should(ArchitectureConditions.SHOW_NO_IMPLEMENTATION);

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
            classes().should(ArchitectureConditions.BE_IN_A_NULL_MARKED_PACKAGE);

    @ArchTest
    static final ArchRule NOTHING_SLEEPS = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class);

    @ArchTest
    static final ArchRule NOTHING_BLOCKS_OR_SUBSCRIBES_ON_ITS_OWN = noClasses()
            .should()
            .callMethodWhere(ArchitectureConditions.BLOCKS)
            .orShould()
            .callMethod(Mono.class, "subscribe")
            .orShould()
            .callMethod(Flux.class, "subscribe");

    @ArchTest
    static final ArchRule NOTHING_PRINTS = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule STATE_IS_NEVER_STATIC = fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .haveModifier(FINAL);

    @ArchTest
    static final ArchRule PUBLIC_CLASSES_ARE_CLOSED = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .should(ArchitectureConditions.BE_CLOSED);

    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
