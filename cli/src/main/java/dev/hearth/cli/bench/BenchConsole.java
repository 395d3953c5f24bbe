package dev.hearth.cli.bench;

import dev.hearth.contracts.json.WireJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all benchmarks share on the command line: a report on standard output and as JSON, progress on standard error. */
final class BenchConsole {

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON too.")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Prints a report, and writes it where {@code --json} says. */
    void tell(String text, Object report) throws IOException {
        var out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        if (json != null) {
            Files.writeString(
                    json, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        }
    }

    /** Tells how far the benchmark is. */
    void say(String line) {
        var err = progress();
        err.println(line);
        err.flush();
    }

    /** Where that is told. */
    PrintWriter progress() {
        return spec.commandLine().getErr();
    }

    /** @throws CommandLine.ParameterException naming the value and its bounds */
    void check(int value, int least, int most, String option) {
        check(value >= least && value <= most, option + " " + value + " is not between " + least + " and " + most);
    }

    /** @throws CommandLine.ParameterException that says {@code otherwise} */
    void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
