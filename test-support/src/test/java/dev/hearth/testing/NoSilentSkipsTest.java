package dev.hearth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class NoSilentSkipsTest {

    private static final String SKIPPED = "SKIPPED";

    @ParameterizedTest
    @ValueSource(
            classes = {
                AssumptionFixture.class,
                BeforeAllFixture.class,
                BeforeEachFixture.class,
                ConstructorFixture.class,
                TemplateFixture.class,
                FactoryFixture.class,
                DynamicFixture.class
            })
    void anAssumptionThatDoesNotHoldFailsUnderCiAndSkipsElsewhere(Class<?> fixture) {
        assertThat(run(fixture, true)).containsValue("FAILED").doesNotContainValue("ABORTED");
        assertThat(run(fixture, false)).containsValue("ABORTED").doesNotContainValue("FAILED");
    }

    @ParameterizedTest
    @ValueSource(classes = {GpuFixture.class, DockerFixture.class})
    void testsOfHardwareThatMayBeMissingMaySkip(Class<?> fixture) {
        assertThat(run(fixture, true))
                .containsEntry("needsIt()", "ABORTED")
                .containsEntry("off()", SKIPPED)
                .doesNotContainValue("FAILED");
    }

    @Test
    void aDisabledTestRunsUnderCiAndIsSkippedElsewhere() {
        assertThat(run(DisabledFixture.class, true)).containsEntry("broken()", "FAILED");
        assertThat(run(DisabledFixture.class, false)).containsEntry("broken()", SKIPPED);
    }

    @Test
    void theSessionSwitchesConditionsOffUnderCiOnly() {
        var underCi = new Properties();
        CiSession.apply(Map.of("CI", "true"), underCi);
        var elsewhere = new Properties();
        CiSession.apply(Map.of(), elsewhere);

        assertThat(underCi).containsEntry(CiSession.SWITCH, CiSession.CONDITIONS);
        assertThat(elsewhere).isEmpty();
    }

    private static Map<String, String> run(Class<?> fixture, boolean ci) {
        var outcomes = new TreeMap<String, String>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(List.of(selectClass(fixture)))
                .configurationParameter(NoSilentSkips.PARAMETER, String.valueOf(ci))
                .configurationParameter(CiSession.SWITCH, ci ? CiSession.CONDITIONS : "none")
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionSkipped(TestIdentifier test, String reason) {
                outcomes.put(test.getDisplayName(), SKIPPED);
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                outcomes.put(test.getDisplayName(), result.getStatus().name());
            }
        });
        return outcomes;
    }

    static class AssumptionFixture {
        @Test
        void assumes() {
            assumeTrue(false, "never");
        }
    }

    static class BeforeAllFixture {
        @BeforeAll
        static void assume() {
            assumeTrue(false, "never");
        }

        @Test
        void anything() {}
    }

    static class BeforeEachFixture {
        @BeforeEach
        void assume() {
            assumeTrue(false, "never");
        }

        @Test
        void anything() {}
    }

    static class ConstructorFixture {
        ConstructorFixture() {
            assumeTrue(false, "never");
        }

        @Test
        void anything() {}
    }

    static class TemplateFixture {
        @RepeatedTest(1)
        void assumes() {
            assumeTrue(false, "never");
        }
    }

    static class FactoryFixture {
        @TestFactory
        Stream<DynamicTest> assumes() {
            assumeTrue(false, "never");
            return Stream.of();
        }
    }

    static class DynamicFixture {
        @TestFactory
        Stream<DynamicTest> makes() {
            return Stream.of(dynamicTest("assumes", () -> assumeTrue(false, "never")));
        }
    }

    @Tag("gpu")
    static class GpuFixture {
        @Test
        void needsIt() {
            assumeTrue(false, "no GPU");
        }

        @Test
        @Disabled("off")
        void off() {}
    }

    @Tag("docker")
    static class DockerFixture {
        @Test
        void needsIt() {
            assumeTrue(false, "no engine");
        }

        @Test
        @Disabled("off")
        void off() {}
    }

    static class DisabledFixture {
        @Test
        @Disabled("to be mended")
        void broken() {
            throw new AssertionError("broken");
        }
    }
}
