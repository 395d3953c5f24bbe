package dev.hearth.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.local.ClusterFile;
import dev.hearth.embedded.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Starts and ends whole clusters: real broker and Redis, and services that only pretend. */
@ExtendWith(SharedFakeCheckout.class)
class LocalClusterIT {

    private static final long SECONDS = 120;

    @TempDir
    Path folder;

    private final FakeCheckout checkout;
    private Path data = Path.of("");
    private int port;
    private final List<Process> started = new ArrayList<>();

    LocalClusterIT(FakeCheckout checkout) {
        this.checkout = checkout;
    }

    @BeforeEach
    void chooseFolderAndPort() {
        data = folder.resolve("data");
        port = FreePorts.row(2);
    }

    @AfterEach
    void endAll() throws Exception {
        if (Files.exists(ClusterFile.in(data).file())) {
            finish(hearth(Map.of(), "down", "--data", data.toString()));
        }
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void detachedItReturnsWhenReadyAndDownEndsEveryProcess() throws Exception {
        var up = finish(up("--detach"));

        assertThat(up.status()).isZero();
        assertThat(up.lines().getLast())
                .startsWith("Hearth is ready in ")
                .endsWith("curl -d 'A man is playing a guitar' http://127.0.0.1:" + port + "/function/embed");
        var cluster = ClusterFile.in(data).read().orElseThrow();
        assertThat(cluster.services())
                .extracting(ClusterFile.Service::instance)
                .containsExactlyInAnyOrder(
                        "supervisor",
                        "broker",
                        "redis",
                        "gateway-1",
                        "scheduler-1",
                        "registry-1",
                        "worker-1",
                        "worker-2");
        var processes = running(cluster);
        assertThat(processes).hasSize(8);
        assertThat(data.resolve("models/minilm-int8/1/model.yaml")).exists();

        var down = finish(hearth(Map.of(), "down", "--data", data.toString()));

        assertThat(down.lines()).containsExactly("Ended the cluster in " + data + " (8 processes)");
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(ClusterFile.in(data).file()).doesNotExist();
        assertThat(finish(hearth(Map.of(), "down", "--data", data.toString())).lines())
                .containsExactly("No cluster runs in " + data);
    }

    @Test
    void tellsEachServiceWhatConcernsIt() throws Exception {
        var profiles = Files.writeString(
                folder.resolve("profiles.csv"), "model,mb,load_s,inference_s,weights_mib\nm,1,1,1,1\n");

        var up = finish(up(
                "--detach",
                "--schedulers",
                "2",
                "--gateways",
                "2",
                "--nodes",
                "1",
                "--gpus",
                "4",
                "--samples",
                "none",
                "--emulate",
                profiles.toString(),
                "--time-scale",
                "2.5",
                "--host-tier",
                "--eviction",
                "cost-aware",
                "--policy",
                "load-balancing",
                "--set",
                "hearth.scheduler.policy=locality-aware",
                "--set",
                "logging.level.root=warn",
                "--set",
                "hearth.worker.emulation.link-gbps=7"));

        assertThat(up.status()).isZero();
        var cluster = ClusterFile.in(data).read().orElseThrow();
        assertThat(cluster.gateway()).hasValue(URI.create("http://127.0.0.1:" + port));
        assertThat(up.lines().getLast())
                .endsWith(" at http://127.0.0.1:" + port + " and http://127.0.0.1:"
                        + service(cluster, "gateway-2").port() + " (emulated GPUs, time scale 2.5)");
        for (var scheduler : List.of("scheduler-1", "scheduler-2")) {
            assertThat(arguments(scheduler))
                    .contains(
                            "--hearth.instance=" + scheduler,
                            "--hearth.scheduler.schedulers=scheduler-1,scheduler-2",
                            "--hearth.scheduler.policy=locality-aware",
                            "--hearth.scheduler.eviction=cost-aware",
                            "--hearth.scheduler.time-scale=2.5",
                            "--logging.level.root=warn")
                    .noneMatch(argument ->
                            argument.startsWith("--hearth.worker.") || argument.startsWith("--hearth.gateway."))
                    .doesNotHaveDuplicates();
        }
        assertThat(arguments("worker-1"))
                .contains(
                        "--hearth.worker.device.kind=emulated",
                        "--hearth.worker.device.count=4",
                        "--hearth.worker.device.memory=7800000000B",
                        "--hearth.worker.emulation.profiles=" + profiles,
                        "--hearth.worker.emulation.time-scale=2.5",
                        "--hearth.worker.emulation.host-tier=true",
                        "--hearth.worker.emulation.link-gbps=7",
                        "--logging.level.root=warn")
                .noneMatch(argument -> argument.startsWith("--hearth.scheduler."));
        assertThat(arguments("gateway-2")).contains("--logging.level.root=warn");
    }

    private List<String> arguments(String instance) throws IOException {
        var lines = Files.readAllLines(data.resolve("logs").resolve(instance + ".log"));
        return List.of(lines.getFirst().split(" "));
    }

    private static ClusterFile.Service service(ClusterFile.Cluster cluster, String instance) {
        return cluster.services().stream()
                .filter(service -> service.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesASecondClusterInTheSameFolderAndAPortThatIsTaken() throws Exception {
        awaitReady(up("--samples", "none"));

        var again = finish(up());
        var elsewhere = finish(hearth(
                Map.of(),
                "up",
                "--port",
                port + "",
                "--data",
                folder.resolve("other").toString()));

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.lines())
                .singleElement()
                .asString()
                .startsWith("hearth: a cluster runs in " + data + " already");
        assertThat(elsewhere.status()).isEqualTo(1);
        assertThat(elsewhere.lines())
                .containsExactly("hearth: port " + port
                        + " of 127.0.0.1 is taken; choose another one for the gateway with --port");
    }

    @Test
    void endsEveryProcessWhenAskedToEnd() throws Exception {
        var up = up("--samples", "none");
        awaitReady(up);
        var processes = running(ClusterFile.in(data).read().orElseThrow());

        up.destroy();

        assertThat(up.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(ClusterFile.in(data).file()).doesNotExist();
    }

    @Test
    void leavesNothingBehindWhenKilledAndStartsAgain() throws Exception {
        var up = up("--samples", "none");
        awaitReady(up);
        var processes = running(ClusterFile.in(data).read().orElseThrow());

        up.destroyForcibly();

        for (var process : processes) {
            process.onExit().get(SECONDS, TimeUnit.SECONDS);
        }
        assertThat(finish(up("--detach", "--samples", "none")).status()).isZero();
    }

    @Test
    void namesTheServiceThatDiesAtStartAndItsLog() throws Exception {
        var up = finish(
                hearth(Map.of("HEARTH_FAKE_DIES", "worker-2"), "up", "--data", data.toString(), "--port", port + ""));

        assertThat(up.status()).isEqualTo(1);
        assertThat(up.lines().getLast())
                .isEqualTo("hearth: worker-2 ended at start with exit code 7: it was told to die; its log is "
                        + data.resolve("logs/worker-2.log"));
        assertThat(ClusterFile.in(data).file()).doesNotExist();
    }

    @Test
    void tellsOfAProcessThatEndsAndKeepsTheOthers() throws Exception {
        var up = up("--samples", "none");
        awaitReady(up);
        var cluster = ClusterFile.in(data).read().orElseThrow();
        var worker = service(cluster, "worker-1");

        worker.process().orElseThrow().destroyForcibly();

        assertThat(up.inputReader().readLine())
                .isEqualTo("worker-1 ended with exit code 137; its log is " + worker.log());
        assertThat(running(cluster)).hasSize(7);
    }

    private Process up(String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("up", "--data", data.toString(), "--port", port + ""));
        arguments.addAll(List.of(more));
        return hearth(Map.of(), arguments.toArray(String[]::new));
    }

    private Process hearth(Map<String, String> environment, String... arguments) throws IOException {
        var process = checkout.hearth(environment, arguments);
        started.add(process);
        return process;
    }

    private static void awaitReady(Process up) throws IOException {
        var lines = new ArrayList<String>();
        var reader = up.inputReader();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            if (line.startsWith(UpCommand.READY)) {
                return;
            }
        }
        throw new AssertionError("not ready: " + lines);
    }

    private static List<ProcessHandle> running(ClusterFile.Cluster cluster) {
        return cluster.services().stream()
                .flatMap(service -> service.process().stream())
                .toList();
    }

    private static Finished finish(Process process) throws Exception {
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Finished(process.exitValue(), lines);
    }

    private record Finished(int status, List<String> lines) {}
}
