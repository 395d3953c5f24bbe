package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.cli.scratch.ThisProgram;
import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how much of the loads a GPU hides behind its inferences. */
@Command(
        name = "overlap",
        description = "Measure how much of loading is hidden behind inference where every call needs a load.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class OverlapCommand implements Callable<Integer> {

    private static final int MOST_CALLS = 100_000;
    private static final int MOST_TEXTS = 1_000;
    private static final double FASTEST_LINK = 1_000;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(names = "--calls", defaultValue = "100", paramLabel = "N", description = "Calls of each run.")
    private int calls;

    @Option(names = "--warm-up", defaultValue = "40", paramLabel = "N", description = "Calls before them.")
    private int warmUp;

    @Option(
            names = "--texts",
            defaultValue = "192",
            paramLabel = "N",
            description = "Texts of each call. An inference should take about as long as a load: both are reported.")
    private int texts;

    @Option(
            names = "--link-gbps",
            defaultValue = "0.2",
            paramLabel = "GB/S",
            description = "Pace of the way from host memory to the device, in 10^9 bytes/s; a model has 0.09.")
    private double linkGbps;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.check(calls, 2, MOST_CALLS, "--calls");
        console.check(warmUp, 0, MOST_CALLS, "--warm-up");
        console.check(texts, 1, MOST_TEXTS, "--texts");
        console.check(
                linkGbps > 0 && linkGbps <= FASTEST_LINK,
                "--link-gbps " + linkGbps + " is not above 0 and at most 1000");
        if (ThisProgram.isQuickJit()) {
            return ThisProgram.runWithFullJit(
                    spec.root().commandLine().getParseResult().originalArgs());
        }
        ParentWatch.startIfAsked();
        var plan = new OverlapBenchmark.Plan(calls, warmUp, texts, linkGbps);
        tell(ScratchFolder.measure("overlap-", console::say, new OverlapBenchmark(plan, console::say)::run));
        return CommandLine.ExitCode.OK;
    }

    private void tell(OverlapReport report) throws IOException {
        console.tell(report.text(), report);
        var failed = report.runs().stream().filter(run -> run.errors() > 0).findFirst();
        if (failed.isPresent()) {
            throw new CommandFailedException(failed.get().errors() + " calls of the run with "
                    + failed.get().callers() + " callers failed or were answered wrongly, the first: "
                    + failed.get().firstError());
        }
    }
}
