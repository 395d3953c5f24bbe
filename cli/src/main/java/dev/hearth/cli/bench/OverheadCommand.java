package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
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

/** Measures what the platform adds to a model that does nothing, or what it makes of a small one that is real. */
@Command(
        name = "overhead",
        description =
                "Measure a no-op model through a cluster of its own and in process, or the sample embed through one.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class OverheadCommand implements Callable<Integer> {

    private static final int MOST_CALLERS = 1_024;
    private static final int LONGEST_SECONDS = 3_600;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(
            names = "--model",
            defaultValue = "noop",
            paramLabel = "noop|embed",
            description = "noop: y = x + 1; embed: MiniLM int8, a sentence of 21 tokens, 2 workers of one thread.")
    private MeasuredModel model = MeasuredModel.NOOP;

    @Option(
            names = "--callers",
            split = ",",
            defaultValue = "1,8,32",
            paramLabel = "N",
            description = "Numbers of callers, each 1 to " + MOST_CALLERS + ".")
    private List<Integer> callers = List.of();

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
        console.check(seconds, 1, LONGEST_SECONDS, "--seconds");
        console.check(warmUp, 0, LONGEST_SECONDS, "--warm-up");
        if (ThisProgram.isQuickJit()) {
            return ThisProgram.runWithFullJit(
                    spec.root().commandLine().getParseResult().originalArgs());
        }
        ParentWatch.startIfAsked();
        tell(measure());
        return CommandLine.ExitCode.OK;
    }

    private Report measure() throws IOException, InterruptedException {
        var plan = new OverheadBenchmark.Plan(callers, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        var benchmark = new OverheadBenchmark(model, plan, Checkout.find(), console::say);
        return ScratchFolder.measure(model.report() + "-", console::say, benchmark::run);
    }

    private void tell(Report report) throws IOException {
        console.tell(OverheadReport.text(report), report);
        if (report.errors() > 0) {
            throw new CommandFailedException(report.errors() + " of " + report.requests()
                    + " requests failed or were answered wrongly: these figures are not to be used");
        }
    }
}
