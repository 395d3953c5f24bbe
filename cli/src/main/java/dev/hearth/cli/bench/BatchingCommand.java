package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.cli.scratch.ThisProgram;
import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what it brings to run invocations of one model together. */
@Command(
        name = "batching",
        description = "Measure a text embedding with and without batches, in a cluster of its own.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class BatchingCommand implements Callable<Integer> {

    private static final int MOST_CALLERS = 1_024;
    private static final int LARGEST_BATCH = 64;
    private static final int MOST_ROUNDS = 100;
    private static final int LONGEST_SECONDS = 3_600;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(
            names = "--callers",
            split = ",",
            defaultValue = "1,32",
            paramLabel = "N",
            description = "Numbers of callers, each 1 to " + MOST_CALLERS + ".")
    private List<Integer> callers = List.of();

    @Option(
            names = "--max-batch",
            defaultValue = "8",
            paramLabel = "N",
            description = "Of the function that batches, 2 to " + LARGEST_BATCH + ".")
    private int maxBatch;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            paramLabel = "N",
            description = "Runs of either function by each number of callers, turn by turn.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "15", paramLabel = "S", description = "Length of each run.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "40", paramLabel = "S", description = "Load before the first run.")
    private int warmUp;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (var number : callers) {
            console.check(number, 1, MOST_CALLERS, "--callers");
        }
        console.check(maxBatch, 2, LARGEST_BATCH, "--max-batch");
        console.check(rounds, 1, MOST_ROUNDS, "--rounds");
        console.check(seconds, 1, LONGEST_SECONDS, "--seconds");
        console.check(warmUp, 0, LONGEST_SECONDS, "--warm-up");
        if (ThisProgram.isQuickJit()) {
            return ThisProgram.runWithFullJit(
                    spec.root().commandLine().getParseResult().originalArgs());
        }
        ParentWatch.startIfAsked();
        var plan = new BatchingBenchmark.Plan(
                callers, maxBatch, rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        tell(ScratchFolder.measure("batching-", console::say, new BatchingBenchmark(plan, console::say)::run));
        return CommandLine.ExitCode.OK;
    }

    private void tell(BatchingReport report) throws IOException {
        console.tell(report.text(), report);
        if (report.errors() > 0) {
            throw new CommandFailedException(
                    report.errors() + " requests failed or were answered wrongly: these figures are not to be used");
        }
    }
}
