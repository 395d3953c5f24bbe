package dev.hearth.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    @TempDir
    Path folder;

    @Test
    void failsAtOnceWithTheLastWordsOfAChildThatEnds() {
        var child = start("echo 'out of luck'; exit 3");

        assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMinutes(1)))
                .isInstanceOf(ChildFailedException.class)
                .hasMessage("victim ended at start with exit code 3: out of luck; its log is " + log());
    }

    @Test
    void givesUpOnAChildThatIsNeverReady() {
        try (var child = start("echo waiting; exec sleep 60")) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ZERO))
                    .isInstanceOf(ChildFailedException.class)
                    .hasMessageStartingWith("victim is not ready after 0 s");
        }
    }

    @Test
    void killsAChildThatDoesNotHeedTheRequestToEnd() throws Exception {
        var deaf = start("trap '' TERM; echo deaf; while true; do sleep 1; done");
        deaf.awaitReady(() -> LogExcerpt.tail(log(), 1).contains("deaf"), Duration.ofSeconds(10));

        deaf.stop(Duration.ofMillis(100));

        assertThat(deaf.ended().get(10, TimeUnit.SECONDS)).isEqualTo(128 + 9);
    }

    @Test
    void keepsTheLogOfTheRunBefore() throws Exception {
        start("echo first").ended().get(10, TimeUnit.SECONDS);
        start("echo second").ended().get(10, TimeUnit.SECONDS);

        assertThat(log()).hasContent("second");
        assertThat(folder.resolve("victim.log.previous")).hasContent("first");
    }

    @Test
    void namesAProgramThatIsNotThere() {
        var command = new ChildCommand("ghost", List.of("/nowhere/ghost"), Map.of(), log(), true);

        assertThatThrownBy(() -> {
                    var child = ChildProcess.start(command);
                    // setsid starts, and then does not find the program.
                    child.awaitReady(() -> false, Duration.ofSeconds(10));
                })
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("/nowhere/ghost");
    }

    @Test
    void choosesDifferentPorts() {
        assertThat(FreePorts.take(50)).doesNotHaveDuplicates().hasSize(50);
    }

    private ChildProcess start(String script) {
        return ChildProcess.start(new ChildCommand("victim", List.of("/bin/sh", "-c", script), Map.of(), log(), true));
    }

    private Path log() {
        return folder.resolve("victim.log");
    }
}
