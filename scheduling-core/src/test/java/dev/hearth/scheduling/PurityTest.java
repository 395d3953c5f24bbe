package dev.hearth.scheduling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The core decides from its arguments alone: no framework, no I/O, no thread, no clock, no order left to chance. */
@AnalyzeClasses(packages = "dev.hearth.scheduling", importOptions = DoNotIncludeTests.class)
class PurityTest {

    @ArchTest
    static final ArchRule dependsOnTheJdkOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.hearth.scheduling..",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.time..",
                    "java.util",
                    "java.util.function",
                    "java.util.random",
                    "java.util.stream",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule startsNoThread = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocal.class)
            .orShould()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                            "parallel|parallelStream")));

    @ArchTest
    static final ArchRule usesNoReferencesAndNoReflection =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("java.lang.ref..", "java.lang.reflect..");

    @ArchTest
    static final ArchRule readsNoWallClock = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule leavesNothingToChance = noClasses()
            .should()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .callMethod(Map.class, "copyOf", Map.class)
            .orShould()
            .callMethod(Set.class, "copyOf", java.util.Collection.class);

    @ArchTest
    static final ArchRule hasNoCyclesBetweenPackages =
            slices().matching("dev.hearth.scheduling.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule partsDoNotKnowTheStateMachine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.hearth.scheduling")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.hearth.scheduling");
}
