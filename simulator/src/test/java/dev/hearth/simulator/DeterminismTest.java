package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.placement.Policies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Identity hashes and the compiler are what differs from one start of a JVM to the next. */
class DeterminismTest {

    private static final int ARRIVALS = 300;

    static Stream<String> policies() {
        return Policies.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void decidesTheSameInEveryJvm(String policy) throws IOException, InterruptedException {
        String interpreted = decisions(policy, 1, "-Xint");
        String hashedOtherwise = decisions(policy, 1, "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2");

        assertThat(interpreted.lines().filter(line -> line.contains("Dispatch[")))
                .hasSize(ARRIVALS);
        assertThat(hashedOtherwise).isEqualTo(interpreted);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void severalSchedulersDecideTheSameToo(String policy) throws IOException, InterruptedException {
        String first = decisions(policy, 3, "-XX:TieredStopAtLevel=1");
        String second = decisions(policy, 3, "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2");

        assertThat(first).contains(" scheduler-1 ", " scheduler-2 ", " scheduler-3 ");
        assertThat(second).isEqualTo(first);
    }

    private static String decisions(String policy, int schedulers, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DecisionsOf.class.getName()));
        command.addAll(List.of("ws25", policy, Integer.toString(ARRIVALS), Integer.toString(schedulers)));
        Process java = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).isZero();
        return printed;
    }
}
