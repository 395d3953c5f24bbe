package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that every byte of evicted models comes back, and that the worker does not grow. */
@Command(
        name = "evictions",
        description = "Load and evict real models in turn: free bytes after each, and the worker's resident memory.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class EvictionsCommand implements Callable<Integer> {

    private static final int MOST_CYCLES = 1_000_000;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(
            names = "--cycles",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Loads that count, each of which evicts another model.")
    private int cycles;

    @Option(
            names = "--warm-up",
            defaultValue = "100",
            paramLabel = "N",
            description = "Cycles before them. In 100 every model is loaded at least twice.")
    private int warmUp;

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.check(cycles, 2, MOST_CYCLES, "--cycles");
        console.check(warmUp, 0, MOST_CYCLES, "--warm-up");
        ParentWatch.startIfAsked();
        var plan = new EvictionsBenchmark.Plan(cycles, warmUp);
        var benchmark = new EvictionsBenchmark(plan, Checkout.find(), console::say);
        tell(ScratchFolder.measure("evictions-", console::say, benchmark::run));
        return CommandLine.ExitCode.OK;
    }

    private void tell(EvictionsReport report) throws IOException {
        console.tell(report.text(), report);
        if (report.errors() > 0) {
            throw new CommandFailedException(report.errors() + " cycles failed, the first: " + report.firstError());
        }
        if (report.violations() > 0) {
            throw new CommandFailedException(report.violations() + " readings of the device's memory are wrong, the"
                    + " first: " + report.firstViolations().getFirst());
        }
    }
}
