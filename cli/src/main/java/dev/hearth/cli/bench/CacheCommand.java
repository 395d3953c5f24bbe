package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.cli.scratch.ThisProgram;
import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how well a few devices serve more models than they have room for. */
@Command(
        name = "cache",
        description = "Measure hits and misses of 12 models with room for 4, in a cluster of its own.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class CacheCommand implements Callable<Integer> {

    private static final int MOST_CALLERS = 256;
    private static final int MOST_CALLS = 1_000_000;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(
            names = "--callers",
            split = ",",
            defaultValue = "1,16",
            paramLabel = "N",
            description = "Numbers of callers, each 1 to " + MOST_CALLERS + ".")
    private List<Integer> callers = List.of();

    @Option(names = "--calls", defaultValue = "1000", paramLabel = "N", description = "Calls of each run.")
    private int calls;

    @Option(
            names = "--warm-up",
            defaultValue = "200",
            paramLabel = "N",
            description = "Calls before each run, by as many callers.")
    private int warmUp;

    @Option(names = "--seed", defaultValue = "42", paramLabel = "N", description = "Of the sequence of models.")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (var number : callers) {
            console.check(number, 1, MOST_CALLERS, "--callers");
        }
        console.check(calls, 1, MOST_CALLS, "--calls");
        console.check(warmUp, 0, MOST_CALLS, "--warm-up");
        if (ThisProgram.isQuickJit()) {
            return ThisProgram.runWithFullJit(
                    spec.root().commandLine().getParseResult().originalArgs());
        }
        ParentWatch.startIfAsked();
        var benchmark = new CacheBenchmark(new CacheBenchmark.Plan(callers, calls, warmUp, seed), console::say);
        tell(ScratchFolder.measure("cache-", console::say, benchmark::run));
        return CommandLine.ExitCode.OK;
    }

    private void tell(CacheReport report) throws IOException {
        console.tell(report.text(), report);
        var failed = report.runs().stream().filter(run -> run.errors() > 0).findFirst();
        if (failed.isPresent()) {
            throw new CommandFailedException(failed.get().errors() + " calls of the run with "
                    + failed.get().callers() + " callers failed or were answered wrongly, the first: "
                    + failed.get().firstError());
        }
    }
}
