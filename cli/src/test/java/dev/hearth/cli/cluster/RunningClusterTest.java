package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hearth.cli.local.ClusterFile;
import dev.hearth.embedded.ChildCommand;
import dev.hearth.embedded.ChildFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that do nothing but run: each logs its settings, and one that is set {@code dies=yes} ends at once. */
class RunningClusterTest {

    private static final String SCRIPT = "echo \"$*\"; case \"$*\" in *dies=yes*) exit 7;; esac; exec sleep 60";

    private final StringWriter said = new StringWriter();

    @TempDir
    Path folder;

    private DataDirectory data;
    private RunningCluster cluster;

    @BeforeEach
    void make() {
        data = DataDirectory.open(folder, 0);
        cluster = new RunningCluster(data, Progress.on(new PrintWriter(said)), "127.0.0.1:1", "127.0.0.1:2");
    }

    @AfterEach
    void end() {
        cluster.stop();
        data.close();
    }

    @Test
    void aRestartedProcessKeepsItsSettingsAndPlaceAndLeavesTheOthersAlone() throws Exception {
        cluster.start(List.of(member("a", 1, () -> true), member("b", 1, () -> true)));
        var before = file();

        cluster.restart("a-1", Settings.of("colour", "red").with("size", 1));
        cluster.restart("a-1", Settings.of("size", 2));

        var after = file();
        assertThat(after.services())
                .extracting(ClusterFile.Service::instance)
                .containsExactly("supervisor", "a-1", "b-1");
        assertThat(after.services().get(1).process()).isPresent();
        assertThat(after.services().get(1).port())
                .isEqualTo(before.services().get(1).port());
        assertThat(before.services().get(1).process()).isEmpty();
        assertThat(after.services().get(2)).isEqualTo(before.services().get(2));
        awaitLogged("a-1", "--name=a-1 --colour=red --size=2");
        assertThat(said).asString().doesNotContain("ended");
    }

    @Test
    void aProcessThatWasKilledIsToldOfAndStartedAgain() throws Exception {
        cluster.start(List.of(member("a", 1, () -> true)));
        var killed = file().services().get(1).process().orElseThrow();

        killed.destroyForcibly();
        await().untilAsserted(() -> assertThat(said).asString().contains("a-1 ended with exit code 137; its log is "));
        cluster.restart("a-1", Settings.NONE);

        assertThat(file().services().get(1).process()).isPresent();
    }

    @Test
    void settingsThatAProcessCannotLiveWithAreForgotten() throws Exception {
        cluster.start(List.of(member("a", 1, () -> isLogged("a-1"))));

        assertThatThrownBy(
                        () -> cluster.restart("a-1", Settings.of("dies", "yes").with("colour", "red")))
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining(
                        "a-1 ended at start with exit code 7: --name=a-1 --dies=yes --colour=red; its log is ");
        cluster.restart("a-1", Settings.of("size", 2));

        awaitLogged("a-1", "--name=a-1 --size=2");
    }

    @Test
    void whatIsNoServiceIsNotRestartedAndTheServicesAreNamed() throws Exception {
        var broker = member("broker", null, () -> true);
        cluster.start(List.of(broker, member("a", 1, () -> true), member("b", 1, () -> true)));
        var before = file();

        for (var instance : List.of("broker-1", "c-1", "")) {
            assertThatThrownBy(() -> cluster.restart(instance, Settings.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + instance + "' cannot be restarted; the services of this cluster are a-1, b-1");
        }

        assertThat(file()).isEqualTo(before);
    }

    @Test
    void aStopDuringARestartLeavesNothing() throws Exception {
        var waiting = new CountDownLatch(1);
        cluster.start(List.of(member("a", 1, () -> {
            waiting.countDown();
            return false;
        })));

        var restart = CompletableFuture.runAsync(() -> restart("a-1"));
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        var restarted = file().services().get(1).process().orElseThrow();
        cluster.stop();

        assertThat(restarted.isAlive()).isFalse();
        assertThat(ClusterFile.in(folder).file()).doesNotExist();
        assertThatThrownBy(restart::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(ChildFailedException.class)
                .hasMessageContaining("the cluster is being stopped");
        assertThatThrownBy(() -> cluster.restart("a-1", Settings.NONE)).hasMessage("the cluster is being stopped");
        assertThat(ClusterFile.in(folder).file()).doesNotExist();
        assertThat(said).asString().isEmpty();
    }

    private void restart(String instance) {
        try {
            cluster.restart(instance, Settings.NONE);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @param managementPort null for one that is no service */
    private Member member(String name, Integer managementPort, BooleanSupplier ready) {
        var instance = name + "-1";
        return new Member(
                name,
                1,
                new ChildCommand(instance, List.of("/bin/sh", "-c", SCRIPT, "sh"), Map.of(), data.log(instance), false),
                Settings.of("name", instance),
                4711,
                managementPort,
                ready,
                0,
                Duration.ofSeconds(5));
    }

    private ClusterFile.Cluster file() {
        return ClusterFile.in(folder).read().orElseThrow();
    }

    private boolean isLogged(String instance) {
        try {
            return Files.size(data.log(instance)) > 0
                    && !Files.readString(data.log(instance)).contains("dies");
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitLogged(String instance, String line) {
        await().untilAsserted(() -> assertThat(data.log(instance)).hasContent(line));
    }
}
