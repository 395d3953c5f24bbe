package dev.hearth.cli.bench;

import dev.hearth.cli.CommandFailedException;
import dev.hearth.cli.local.Checkout;
import dev.hearth.cli.scratch.ScratchFolder;
import dev.hearth.cli.scratch.ThisProgram;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the platform adds to a model that does nothing. */
@Command(
        name = "overhead",
        description = "Measure a no-op model through a cluster of its own and in process.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class OverheadCommand implements Callable<Integer> {

    private static final int MOST_CALLERS = 1_024;
    private static final int LONGEST_SECONDS = 3_600;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON too.")
    private @Nullable Path json;

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
            check(number, 1, MOST_CALLERS, "--callers");
        }
        check(seconds, 1, LONGEST_SECONDS, "--seconds");
        check(warmUp, 0, LONGEST_SECONDS, "--warm-up");
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
        var stack = Checkout.find().root().resolve("examples/noop/stack.yml");
        return ScratchFolder.measure("overhead-", this::say, new OverheadBenchmark(plan, stack, this::say)::run);
    }

    private void tell(Report report) throws IOException {
        var out = spec.commandLine().getOut();
        out.println(OverheadReport.text(report));
        out.flush();
        if (json != null) {
            Files.writeString(
                    json, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        }
        if (report.errors() > 0) {
            throw new CommandFailedException(report.errors() + " of " + report.requests()
                    + " requests failed or were answered wrongly: these figures are not to be used");
        }
    }

    private void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void check(int value, int least, int most, String option) {
        if (value < least || value > most) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + " " + value + " is not between " + least + " and " + most);
        }
    }
}
