package dev.hearth.cli.bench;

import dev.hearth.cli.scratch.ScratchFolder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what the host tier spares a model that comes back to a device. */
@Command(
        name = "reload",
        description = "Measure how long MiniLM fp32 takes to its first answer, loaded from host memory and by path.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class ReloadCommand implements Callable<Integer> {

    private static final int MOST_ROUNDS = 1_000;

    @Mixin
    private BenchConsole console = new BenchConsole();

    @Option(
            names = "--rounds",
            defaultValue = "9",
            paramLabel = "N",
            description = "How often each is measured, by turns; a round before them is not counted.")
    private int rounds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        console.check(rounds, 1, MOST_ROUNDS, "--rounds");
        var report = ScratchFolder.measure(
                "reload-", console::say, new ReloadBenchmark(rounds, console.progress(), console::say)::run);
        console.tell(report.text(), report);
        return CommandLine.ExitCode.OK;
    }
}
