package dev.hearth.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hearth.cli", importOptions = DoNotIncludeTests.class)
class FeaturesTest {

    @ArchTest
    static final ArchRule doNotDependOnEachOtherInCircles =
            slices().matching("dev.hearth.cli.(*)..").should().beFreeOfCycles();
}
