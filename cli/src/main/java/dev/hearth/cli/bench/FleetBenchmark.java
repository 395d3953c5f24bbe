package dev.hearth.cli.bench;

import dev.hearth.cli.emulation.EmulatedFunctions;
import dev.hearth.cli.gateway.GatewayClient;
import dev.hearth.cli.scratch.ScratchCluster;
import dev.hearth.costs.ModelCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Loads fleets of several sizes with more calls than they can take, each a cluster of its own. Its GPUs are emulated, with
 * one model that runs for a given time; all else is real.
 */
final class FleetBenchmark {

    private static final String FUNCTION = "fleet";
    private static final long MODEL_BYTES = 100_000_000;
    private static final int CALLERS_A_GPU = 3;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Plan plan;
    private final Consumer<String> progress;

    /** @param progress takes a line per phase */
    FleetBenchmark(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What to measure.
     *
     * @param nodes a fleet of each of these sizes
     * @param gpus of a node
     * @param inference of the model, in emulated time
     * @param timeScale how many times as fast as real that passes
     * @param warmUp before each measurement, in which the model is copied to all GPUs
     * @param time of each measurement
     */
    record Plan(
            List<Integer> nodes,
            int gpus,
            Duration inference,
            double timeScale,
            Duration warmUp,
            Duration time,
            int schedulers,
            int gateways) {

        /** What GPUs that never wait would answer a second. */
        double idealPerSecond(int nodes) {
            return nodes * gpus * timeScale / (inference.toNanos() / 1e9);
        }
    }

    /** @param data an empty folder for the clusters */
    FleetReport run(Path data) throws IOException, InterruptedException {
        var runs = new ArrayList<FleetReport.Run>();
        for (int nodes : plan.nodes()) {
            var run = run(nodes, Files.createDirectories(data.resolve("nodes-" + nodes)));
            runs.add(run.beside(runs.isEmpty() ? run : runs.getFirst()));
        }
        return FleetReport.of(plan, runs);
    }

    private FleetReport.Run run(int nodes, Path data) throws IOException, InterruptedException {
        progress.accept("Starting " + nodes + " nodes of " + plan.gpus() + " emulated GPUs; their logs are in "
                + data.resolve("logs"));
        var costs = new LinkedHashMap<String, ModelCost>();
        costs.put(
                FUNCTION,
                new ModelCost(
                        FUNCTION,
                        MODEL_BYTES,
                        plan.inference().toNanos(),
                        plan.inference().toNanos(),
                        MODEL_BYTES));
        var functions = new EmulatedFunctions(costs);
        var table = data.resolve("profiles.csv");
        functions.writeTable(table);
        functions.addModels(data.resolve("models"));
        try (var cluster = ScratchCluster.start(data, options(nodes, table));
                var load = new FleetLoad(cluster.cluster().gateways(), FUNCTION)) {
            try (var gateway = new GatewayClient(cluster.gateway())) {
                functions.deploy(gateway, plan.timeScale(), OptionalDouble.empty(), TIMEOUT);
            }
            int callers = CALLERS_A_GPU * nodes * plan.gpus();
            progress.accept("Measuring " + nodes + " nodes with " + callers + " callers");
            var result = load.run(callers, plan.warmUp(), plan.time());
            return FleetReport.Run.of(nodes, callers, plan, result);
        }
    }

    private List<String> options(int nodes, Path table) {
        return List.of(
                "--nodes",
                "" + nodes,
                "--gpus",
                "" + plan.gpus(),
                "--emulate",
                table.toString(),
                "--time-scale",
                "" + plan.timeScale(),
                "--schedulers",
                "" + plan.schedulers(),
                "--gateways",
                "" + plan.gateways());
    }
}
