package dev.weir.tracing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.weir.tracing", importOptions = ImportOption.DoNotIncludeTests.class)
class CostRulesTest {

    /** Tracing knows prices and meters, not the other way round; and a budget needs no OpenTelemetry. */
    @ArchTest
    static final ArchRule COST_KNOWS_NEITHER_TRACING_NOR_OPENTELEMETRY = noClasses()
            .that()
            .resideInAPackage("dev.weir.tracing.cost")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.weir.tracing", "io.opentelemetry..");
}
