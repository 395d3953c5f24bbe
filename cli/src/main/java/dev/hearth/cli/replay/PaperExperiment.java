package dev.hearth.cli.replay;

import dev.hearth.costs.CostTable;
import dev.hearth.simulator.ClusterShape;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The experiment of Zhao, Jha and Hong (IPDPS 2023): twelve GPUs, three working sets, the three policies of the paper; and
 * beside them earliest-completion, with its models in the repository and in host memory.
 */
final class PaperExperiment {

    static final String LOAD_BALANCING = "load-balancing";
    static final String LOCALITY_AWARE = "locality-aware";
    static final String OUT_OF_ORDER = "locality-aware-out-of-order";
    static final String EARLIEST_COMPLETION = "earliest-completion";

    private static final double HOST_BYTES_PER_SECOND = 12e9;

    private PaperExperiment() {}

    /** The traces of the working sets, as they lie in a checkout. */
    static List<String> traces(Path checkout) {
        return List.of("ws15", "ws25", "ws35").stream()
                .map(name -> checkout.resolve("traces").resolve(name + ".csv").toString())
                .toList();
    }

    static List<SimulationPlan> plans(List<Trace> traces) {
        List<SimulationPlan> plans = new ArrayList<>();
        for (String policy : List.of(LOAD_BALANCING, LOCALITY_AWARE, OUT_OF_ORDER, EARLIEST_COMPLETION)) {
            traces.forEach(trace -> plans.add(plan(trace, policy, ClusterShape.paper())));
        }
        ClusterShape hostTier = ClusterShape.paper().withHostTier(HOST_BYTES_PER_SECOND);
        traces.forEach(trace -> plans.add(plan(trace, EARLIEST_COMPLETION, hostTier)));
        return plans;
    }

    private static SimulationPlan plan(Trace trace, String policy, ClusterShape shape) {
        return new SimulationPlan(trace, 1, CostTable.table1(), shape, PolicyChoice.of(policy));
    }
}
