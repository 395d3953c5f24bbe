package dev.hearth.simulator;

import dev.hearth.costs.CostTable;
import dev.hearth.costs.ModelCost;
import dev.hearth.simulator.trace.Arrival;
import dev.hearth.simulator.trace.Trace;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the outcome of a run depends on. Every function of the trace is a model of its own, named like it.
 *
 * @param rate how many times as fast as recorded the trace is played
 */
public record SimulationPlan(Trace trace, double rate, CostTable costs, ClusterShape cluster, PolicyChoice choice) {

    private static final double MEGABYTE = 1e6;

    /** @throws IllegalArgumentException if a model is larger than a GPU or the table lacks what the cluster needs */
    public SimulationPlan {
        costs.of(trace.functions()).forEach((function, cost) -> {
            if (cost.bytes() > cluster.gpuMemoryBytes()) {
                throw new IllegalArgumentException("model " + function + " (" + cost.profile() + ") takes "
                        + cost.bytes() / MEGABYTE + " MB, but the largest GPU has "
                        + cluster.gpuMemoryBytes() / MEGABYTE + " MB");
            }
        });
        if (cluster.hostBytesPerSecond().isPresent() && !costs.knowsWeights()) {
            throw new IllegalArgumentException("cost table " + costs.name()
                    + " has no column weights_mib, which loads from host memory are reckoned from");
        }
    }

    public static SimulationPlan of(Trace trace, PolicyChoice choice) {
        return new SimulationPlan(trace, 1, CostTable.table1(), ClusterShape.paper(), choice);
    }

    public SimulationPlan with(PolicyChoice other) {
        return new SimulationPlan(trace, rate, costs, cluster, other);
    }

    public SimulationPlan with(ClusterShape other) {
        return new SimulationPlan(trace, rate, costs, other, choice);
    }

    public SimulationPlan with(CostTable other) {
        return new SimulationPlan(trace, rate, other, cluster, choice);
    }

    public SimulationPlan atRate(double other) {
        return new SimulationPlan(trace, other, costs, cluster, choice);
    }

    /** What sets this apart from the policy as it is by default and models in the repository; empty for nothing. */
    public String variant() {
        String tier = cluster.hostBytesPerSecond().isPresent() ? "host tier" : "";
        return Stream.of(choice.variant(), tier).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    /** The arrivals as they are played. */
    public List<Arrival> arrivals() {
        return trace.atRate(rate).arrivals();
    }

    /** What each function's model takes, in the order of their names. */
    public SequencedMap<String, ModelCost> modelCosts() {
        return costs.of(trace.functions());
    }
}
