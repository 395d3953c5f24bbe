package dev.hearth.cli.simulate;

import dev.hearth.simulator.trace.LoadOptions;
import dev.hearth.simulator.trace.Trace;
import dev.hearth.simulator.trace.Traces;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a load is read and played. */
public final class LoadArguments {

    /** What a trace may be, for the help of commands that take some. */
    public static final String TRACE_HELP = "The load; several give a row each. A CSV of arrival_ms,function; the Azure"
            + " Functions 2019 format of counts a minute; the Azure LLM 2023 format of requests; or zipf for synthetic"
            + " load.";

    @Option(
            names = "--functions",
            paramLabel = "N",
            description = "How many functions: the most popular of counts a minute (35), those that synthetic load (35)"
                    + " or requests without a function (1) are spread over.")
    private @Nullable Integer functions;

    @Option(
            names = "--zipf",
            defaultValue = "1.0",
            paramLabel = "X",
            description = "Exponent of the popularity of those spread over.")
    private double zipf;

    @Option(names = "--rpm", defaultValue = "325", paramLabel = "N", description = "Synthetic arrivals a minute.")
    private int perMinute;

    @Option(
            names = "--start-minute",
            paramLabel = "N",
            description = "First column taken of counts a minute. Default: the first there is.")
    private @Nullable Integer startMinute;

    @Option(
            names = "--minutes",
            defaultValue = "6",
            paramLabel = "N",
            description = "Minutes of synthetic load or of counts a minute.")
    private int minutes;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of whatever is drawn.")
    private long seed;

    @Option(
            names = "--rate",
            defaultValue = "1.0",
            paramLabel = "X",
            description = "Play the load so many times as fast.")
    private double rate;

    public double rate() {
        return rate;
    }

    /** @param traces files or {@code zipf} */
    public List<Trace> read(List<String> traces) {
        LoadOptions options =
                new LoadOptions(optional(functions), zipf, perMinute, optional(startMinute), minutes, seed);
        return traces.stream().map(trace -> Traces.named(trace, options)).toList();
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
