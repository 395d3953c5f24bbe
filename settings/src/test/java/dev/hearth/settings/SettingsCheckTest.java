package dev.hearth.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

class SettingsCheckTest {

    /** Its metadata is what the check finds on the class path of these tests. */
    @ConfigurationProperties("hearth.oven")
    record OvenProperties(int inferenceThreads, List<String> racks, Door door) {

        record Door(boolean open) {}
    }

    private static final KnownSettings KNOWN = KnownSettings.of(List.of(
            "hearth.instance",
            "hearth.scheduler.schedulers",
            "hearth.worker.host-tier.memory",
            "hearth.worker.inference.threads"));

    @Test
    void namesTheNearestOfAMistypedOneOnTheCommandLine() {
        assertThat(messages(given("--hearth.worker.inference-threads=2")))
                .containsExactly("unknown setting hearth.worker.inference-threads (from command line): did you mean"
                        + " hearth.worker.inference.threads?");
    }

    @Test
    void suggestsNothingThatIsNotNear() {
        assertThat(messages(given("--hearth.colour=red")))
                .containsExactly("unknown setting hearth.colour (from command line); docs/configuration.md lists the"
                        + " known ones");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--hearth.worker.host-tier.memory=1",
                "--hearth.worker.hostTier.memory=1",
                "--hearth.worker.host_tier.memory=1",
                "--HEARTH.WORKER.HOSTTIER.MEMORY=1",
                "--hearth.scheduler.schedulers[0]=a",
                "--spring.kafka.bootstrap-server=typos of others are theirs",
                "--hearthstone=1"
            })
    void takesWhatSpringBindsAndWhatIsNotOurs(String argument) {
        assertThat(messages(given(argument))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEARTH_WORKER_HOST_TIER_MEMORY",
                "HEARTH_WORKER_HOSTTIER_MEMORY",
                "hearth_instance",
                "HEARTH_SCHEDULER_SCHEDULERS_0",
                "HEARTH_SCHEDULER_SCHEDULERS_0_",
                "HEARTH_END_WITH_PARENT",
                "HEARTH_URL",
                "HEARTH_JDKS",
                "HEARTH_USER",
                "HEARTH_PASSWORD",
                "HEARTH_VERSION",
                "HEARTH_PORT",
                "HEARTH_GATEWAY_SERVICE_HOST",
                "HEARTH_GATEWAY_SERVICE_PORT_HTTP",
                "HEARTH_GATEWAY_PORT",
                "HEARTH_GATEWAY_PORT_8080_TCP_ADDR"
            })
    void takesVariablesThatSpringBindsAndThoseOfOthers(String variable) {
        assertThat(messages(variable(variable))).isEmpty();
    }

    @Test
    void namesTheNearestOfAMistypedVariableAsAVariable() {
        assertThat(messages(variable("HEARTH_WORKER_INFERENCE_THREAD")))
                .containsExactly("unknown setting HEARTH_WORKER_INFERENCE_THREAD (from the environment): did you mean"
                        + " HEARTH_WORKER_INFERENCE_THREADS?");
    }

    @Test
    void saysWhereInAFileAnUnknownOneStands() {
        var line = new TextResourceOrigin(
                new ByteArrayResource(new byte[0], "application.yml"), new TextResourceOrigin.Location(2, 4));
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addLast(new OriginTrackedMapPropertySource(
                        "file", Map.of("hearth.instanze", OriginTrackedValue.of("a", line))));
        environment.getPropertySources().addLast(new MapPropertySource("tests", Map.of("hearth.instances", "a")));

        assertThat(messages(environment))
                .containsExactly(
                        "unknown setting hearth.instanze (from Byte array resource [application.yml] - 3:5): did you mean hearth.instance?",
                        "unknown setting hearth.instances (from tests): did you mean hearth.instance?");
    }

    @Test
    void tellsOfEachOnce() {
        var environment = given("--hearth.instances=a");
        environment.getPropertySources().addLast(new MapPropertySource("tests", Map.of("hearth.instances", "b")));

        assertThat(messages(environment)).hasSize(1);
    }

    @Test
    void knowsWhatTheAnnotationProcessorFound() {
        assertThat(KnownSettings.onClassPath(getClass().getClassLoader()).names())
                .containsExactly("hearth.oven.door.open", "hearth.oven.inference-threads", "hearth.oven.racks");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void failsTheStartWithOneLineAndNoStackTrace(CapturedOutput output) {
        var application = new SpringApplication(Object.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(() -> application.run("--hearth.oven.door.opened=true", "--hearth.oven.rack=top"))
                .isInstanceOf(UnknownSettingsException.class);

        assertThat(output)
                .contains("unknown setting hearth.oven.door.opened (from command line): did you mean"
                        + " hearth.oven.door.open?; unknown setting hearth.oven.rack (from command line): did you mean"
                        + " hearth.oven.racks?")
                .doesNotContain("\tat ");
    }

    private static StandardEnvironment given(String argument) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(argument));
        return environment;
    }

    private static StandardEnvironment variable(String name) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1")));
        return environment;
    }

    private static List<String> messages(StandardEnvironment environment) {
        return SettingsCheck.unknown(environment, KNOWN).stream()
                .map(UnknownSetting::message)
                .toList();
    }
}
