package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.ClusterFile;
import dev.hearth.embedded.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth restart} on a cluster of real broker and Redis, whose services only pretend. */
@ExtendWith(SharedFakeCheckout.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {

    private static final long SECONDS = 120;

    private final FakeCheckout checkout;
    private Path data = Path.of("");

    RestartIT(FakeCheckout checkout) {
        this.checkout = checkout;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        data = folder.resolve("data");
        // What a command left that was killed while it waited for a supervisor that was killed too.
        var old = Files.createDirectories(data.resolve("requests"));
        Files.writeString(
                old.resolve("00000000-0000-0000-0000-000000000000.json"),
                "{\"instance\":\"scheduler-1\",\"settings\":[]}");
        var up = hearth("up", "--detach", "--port", "" + FreePorts.row(2), "--samples", "none", "--gateways", "2");
        assertThat(up.status()).as(String.join("\n", up.lines())).isZero();
    }

    @AfterAll
    void end() throws Exception {
        hearth("down");
    }

    @Test
    void itsNewProcessHasThePortAndTheSettingsAndEverybodyElseIsLeftAlone() throws Exception {
        var before = cluster();

        var first = hearth("restart", "gateway-2", "--set", "colour=red", "--set", "hearth.gateway.max-waiting=7");
        var second = hearth("restart", "gateway-2", "--set", "colour=blue");

        assertThat(first.status()).as(String.join("\n", first.lines())).isZero();
        assertThat(second.lines()).singleElement().asString().matches("gateway-2 is ready again \\([0-9.]+ s\\)");
        var old = service(before, "gateway-2");
        var now = service(cluster(), "gateway-2");
        assertThat(old.process()).isEmpty();
        assertThat(now.process()).isPresent();
        assertThat(now.port()).isEqualTo(old.port());
        assertThat(Files.readString(Path.of(now.log())))
                .contains("--hearth.gateway.max-waiting=7", "--colour=blue")
                .doesNotContain("--colour=red");
        assertThat(cluster().services().stream().filter(service -> service.pid() != now.pid()))
                .containsExactlyElementsOf(before.services().stream()
                        .filter(service -> service.pid() != old.pid())
                        .toList())
                .allMatch(service -> service.process().isPresent());
        assertThat(Files.readAllLines(data.resolve("logs/supervisor.log")))
                .contains("Restarting gateway-2 with colour=red hearth.gateway.max-waiting=7")
                .contains("Restarting gateway-2 with colour=blue")
                .noneMatch(line -> line.startsWith("Restarting scheduler-1"));
        assertThat(data.resolve("requests")).isEmptyDirectory();
    }

    @Test
    void oneThatWasKilledIsStartedAgain() throws Exception {
        var killed = service(cluster(), "registry-1").process().orElseThrow();
        killed.destroyForcibly();
        killed.onExit().get(SECONDS, TimeUnit.SECONDS);

        assertThat(hearth("restart", "registry-1").status()).isZero();

        assertThat(service(cluster(), "registry-1").process()).isPresent();
    }

    @Test
    void oneThatDoesNotStartIsToldOfWithItsCauseAndItsLog() throws Exception {
        var restart = hearth("restart", "worker-1", "--set", "fake.dies=true");

        assertThat(restart.status()).isEqualTo(1);
        assertThat(restart.lines())
                .containsExactly("hearth: worker-1 ended at start with exit code 7: it was told to die; its log is "
                        + data.resolve("logs/worker-1.log"));
        assertThat(service(cluster(), "worker-1").process()).isEmpty();
        assertThat(data.resolve("requests")).isEmptyDirectory();
        assertThat(hearth("restart", "worker-1").status()).isZero();
        assertThat(service(cluster(), "worker-1").process()).isPresent();
    }

    @Test
    void whatCannotBeRestartedIsRefusedAndTheServicesAreNamed() throws Exception {
        for (var instance : List.of("worker-9", "broker", "redis", "supervisor")) {
            var restart = hearth("restart", instance);

            assertThat(restart.status()).isEqualTo(1);
            assertThat(restart.lines())
                    .containsExactly("hearth: '" + instance + "' cannot be restarted; the services of this cluster are"
                            + " gateway-1, gateway-2, registry-1, scheduler-1, worker-1, worker-2");
        }
    }

    @Test
    void aSettingOfAnotherServiceIsWrongUsage() throws Exception {
        var restart = hearth("restart", "worker-1", "--set", "hearth.scheduler.policy=load-balancing");

        assertThat(restart.status()).isEqualTo(2);
        assertThat(restart.lines()).startsWith("hearth: hearth.scheduler.policy is nothing that a worker reads");
    }

    private ClusterFile.Cluster cluster() {
        return ClusterFile.in(data).read().orElseThrow();
    }

    private static ClusterFile.Service service(ClusterFile.Cluster cluster, String instance) {
        return cluster.services().stream()
                .filter(service -> service.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private Finished hearth(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        var process = checkout.hearth(Map.of(), all.toArray(String[]::new));
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Finished(process.exitValue(), lines);
    }

    private record Finished(int status, List<String> lines) {}
}
