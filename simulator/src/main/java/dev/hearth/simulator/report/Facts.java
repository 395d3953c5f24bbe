package dev.hearth.simulator.report;

import dev.hearth.simulator.ClusterShape;
import dev.hearth.simulator.SimulationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a report says of the plans behind it. */
public final class Facts {

    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    private Facts() {}

    /** Sentences on cluster, costs and loads; all plans have the same but for trace and policy. */
    public static List<String> of(List<SimulationPlan> plans) {
        SimulationPlan plan = plans.getFirst();
        ClusterShape cluster = plan.cluster();
        List<String> facts = new ArrayList<>();
        facts.add(String.format(
                Locale.ROOT,
                "%d GPUs, %d a node, with %,.0f MB each for models.",
                cluster.gpus(),
                cluster.gpusPerNode(),
                cluster.gpuMemoryBytes() / MEGABYTE));
        facts.add(
                plan.costs().name().equals("table1")
                        ? "Memory, load and inference times: Table I of Zhao, Jha, Hong (IPDPS 2023), as the paper reports"
                                + " them. Each function is a model of its own."
                        : "Memory, load and inference times: " + plan.costs().name()
                                + ". Each function is a model of its own.");
        cluster.hostBytesPerSecond()
                .ifPresent(pace -> facts.add(String.format(
                        Locale.ROOT,
                        "All models lie in the host memory of every node: a load takes 5 ms and its fp32 weights' way over"
                                + " the node's link of %.1f GB/s, which its GPUs share.",
                        pace / GIGABYTE)));
        if (plan.choice().schedulers() > 1) {
            facts.add(plan.choice().schedulers() + " schedulers share the load, each with a view of its own.");
        }
        if (plan.choice().maxBatch() > 1) {
            facts.add("Up to " + plan.choice().maxBatch() + " invocations of one model run together.");
        }
        plans.stream()
                .map(SimulationPlan::trace)
                .distinct()
                .forEach(trace -> facts.add(String.format(
                        Locale.ROOT,
                        "%s: %,d invocations of %d functions within %.1f minutes.",
                        trace.name(),
                        trace.arrivals().size(),
                        trace.functions().size(),
                        trace.arrivals().getLast().millis() / plan.rate() / 60_000)));
        return facts;
    }
}
