package dev.hearth.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hearth", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("dev.hearth.scheduler.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dependsOnNoOtherService = noClasses()
            .that()
            .resideInAPackage("dev.hearth.scheduler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hearth.gateway..", "dev.hearth.worker..", "dev.hearth.registry..", "dev.hearth.cli..");
}
