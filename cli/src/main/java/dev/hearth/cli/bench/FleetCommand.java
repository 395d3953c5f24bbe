package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how throughput grows with the number of nodes. */
@Command(
        name = "fleet",
        description = "Measure throughput of fleets of emulated GPUs under more load than they can take.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class FleetCommand implements Callable<Integer> {

    private static final int MOST = 16;
    private static final int MOST_ENTRANCES = 8;
    private static final int LONGEST_SECONDS = 3_600;
    private static final int LONGEST_INFERENCE_MILLIS = 60_000;
    private static final double LARGEST_SCALE = 1_000;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(
            names = "--nodes",
            split = ",",
            defaultValue = "1,2,4,8",
            paramLabel = "N",
            description = "Sizes of fleets, each 1 to " + MOST + " nodes.")
    private List<Integer> nodes = List.of();

    @Option(names = "--gpus", defaultValue = "4", paramLabel = "N", description = "GPUs of a node.")
    private int gpus;

    @Option(names = "--inference-ms", defaultValue = "100", paramLabel = "MS", description = "In emulated time.")
    private int inferenceMillis;

    @Option(
            names = "--time-scale",
            defaultValue = "0.1",
            paramLabel = "X",
            description = "How many times as fast as real emulated time passes. Below 1 a machine of few cores can"
                    + " serve many GPUs.")
    private double timeScale;

    @Option(names = "--seconds", defaultValue = "30", paramLabel = "S", description = "Length of each measurement.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "30", paramLabel = "S", description = "Load before each.")
    private int warmUp;

    @Option(names = "--schedulers", defaultValue = "1", paramLabel = "N", description = "Schedulers of each cluster.")
    private int schedulers;

    @Option(names = "--gateways", defaultValue = "1", paramLabel = "N", description = "Gateways of each cluster.")
    private int gateways;

    @Override
    public Integer call() throws IOException, InterruptedException {
        nodes.forEach(number -> console.check(number, 1, MOST, "--nodes"));
        console.check(gpus, 1, MOST, "--gpus");
        console.check(schedulers, 1, MOST_ENTRANCES, "--schedulers");
        console.check(gateways, 1, MOST_ENTRANCES, "--gateways");
        console.check(inferenceMillis, 1, LONGEST_INFERENCE_MILLIS, "--inference-ms");
        console.check(seconds, 1, LONGEST_SECONDS, "--seconds");
        console.check(warmUp, 0, LONGEST_SECONDS, "--warm-up");
        console.check(
                timeScale > 0 && timeScale <= LARGEST_SCALE,
                "--time-scale " + timeScale + " is not above 0 and at most 1000");
        ParentWatch.startIfAsked();
        var plan = new FleetBenchmark.Plan(
                nodes,
                gpus,
                Duration.ofMillis(inferenceMillis),
                timeScale,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds),
                schedulers,
                gateways);
        tell(ScratchFolder.measure("fleet-", console::say, new FleetBenchmark(plan, console::say)::run));
        return CommandLine.ExitCode.OK;
    }

    private void tell(FleetReport report) throws IOException {
        console.tell(report.text(), report);
        var failed = report.runs().stream().filter(run -> run.errors() > 0).findFirst();
        if (failed.isPresent()) {
            throw new CommandFailedException(failed.get().errors() + " calls to "
                    + failed.get().nodes() + " nodes failed, the first: "
                    + failed.get().firstError());
        }
    }
}
