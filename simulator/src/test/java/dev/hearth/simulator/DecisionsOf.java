package dev.hearth.simulator;

import dev.hearth.simulator.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Prints the decisions of a policy on the first arrivals of a trace; in a JVM of its own. */
final class DecisionsOf {

    private DecisionsOf() {}

    public static void main(String[] arguments) throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        Trace trace = TraceFiles.read(arguments[0]).first(Integer.parseInt(arguments[2]));
        PolicyChoice choice = PolicyChoice.of(arguments[1]).withSchedulers(Integer.parseInt(arguments[3]));
        Simulation.run(SimulationPlan.of(trace, choice), new DecisionFile(out, true));
        out.flush();
    }
}
