package dev.hearth.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hearth.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("dev.hearth.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ofHearthItKnowsTheContractsTheLogAndItsProcessOnly = classes()
            .should()
            .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage("dev.hearth..")
                    .or(JavaClass.Predicates.resideInAnyPackage(
                            "dev.hearth.gateway..",
                            "dev.hearth.contracts..",
                            "dev.hearth.messaging..",
                            "dev.hearth.process..",
                            "dev.hearth.telemetry..")));
}
