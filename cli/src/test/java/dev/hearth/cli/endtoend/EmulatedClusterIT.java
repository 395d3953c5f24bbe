package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calls and a replay where GPUs are emulated. */
@ExtendWith(EmulatedCluster.class)
class EmulatedClusterIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final HearthCluster cluster;

    EmulatedClusterIT(HearthCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void hasAFunctionForEachModelOfTheTableAndSaysThatItIsEmulated() {
        var functions = cluster.caller().get("/system/functions").json();
        assertThat(functions).hasSize(22);

        var cold = cluster.caller().invoke("vgg19", "anything").requireSuccess();
        // A second call that comes at once may be worth a second copy.
        var warm = await().atMost(SOON)
                .until(
                        () -> cluster.caller().invoke("vgg19", "anything").requireSuccess(),
                        answer -> answer.header("X-Hearth-Cache").equals("hit"));

        assertThat(cold.header("X-Hearth-Gpu")).matches("worker-1/[01] \\(emulated\\)");
        assertThat(cold.header("X-Hearth-Cache")).isEqualTo("miss");
        assertThat(cold.json().path("model").asString()).isEqualTo("vgg19:1");
        assertThat(cold.json().path("emulated").asBoolean()).isTrue();
        // The table says a load of 4.07 s and an inference of 1.33 s.
        assertThat(cold.timing().loadMs()).isGreaterThanOrEqualTo(203.5);
        assertThat(warm.timing().inferenceMs()).isGreaterThanOrEqualTo(66.5);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(cluster.caller().get("/v1/gpus").json().toString())
                                .contains("\"device\":\"emulated\"", "\"bytes\":3947000000"));
    }

    @Test
    void playsATraceAndIsComparedWithTheSimulator() throws IOException {
        var trace = folder.resolve("two.csv");
        var lines = IntStream.range(0, 20)
                .mapToObj(call -> call * 1_000 + "," + (call % 2 == 0 ? "alexnet" : "resnet50"))
                .toList();
        Files.writeString(trace, "arrival_ms,function\n" + String.join("\n", lines) + "\n");
        var report = folder.resolve("report.json");

        var replay = new HearthScript()
                .run(
                        "replay",
                        trace.toString(),
                        "--running",
                        cluster.data().toString(),
                        "--policies",
                        "earliest-completion",
                        "--gpus",
                        "2",
                        "--gpus-per-node",
                        "2",
                        "--time-scale",
                        "20",
                        "--json",
                        report.toString())
                .requireSuccess();

        assertThat(replay.out()).contains("earliest-completion (live)", "GPUs are emulated");
        var comparison = WireJson.mapper()
                .readTree(Files.readString(report))
                .values()
                .iterator()
                .next();
        assertThat(comparison.path("emulated").asBoolean()).isTrue();
        assertThat(comparison.path("errors").asLong()).isZero();
        for (var run : new String[] {"live", "simulated"}) {
            assertThat(comparison.path(run).path("invocations").asInt()).as(run).isEqualTo(20);
            // Each of the two models is loaded for a call.
            assertThat(comparison.path(run).path("missRatio").asDouble())
                    .as(run)
                    .isGreaterThanOrEqualTo(0.1);
        }
        assertThat(comparison.path("live").path("meanSeconds").asDouble())
                .isGreaterThan(comparison.path("simulated").path("meanSeconds").asDouble());
        assertThat(comparison.path("platform").path("p50").asDouble()).isPositive();
    }
}
