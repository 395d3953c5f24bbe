package dev.hearth.simulator;

import dev.hearth.simulator.trace.LoadOptions;
import dev.hearth.simulator.trace.Trace;
import dev.hearth.simulator.trace.Traces;
import java.nio.file.Path;

/** The traces that come with the checkout. */
public final class TraceFiles {

    private static final Path FOLDER = Path.of("..", "traces");

    private TraceFiles() {}

    public static String path(String name) {
        return FOLDER.resolve(name + ".csv").toString();
    }

    public static Trace read(String name) {
        return Traces.named(path(name), LoadOptions.defaults());
    }
}
