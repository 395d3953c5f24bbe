package dev.hearth.simulator;

import dev.hearth.scheduling.Scheduler;
import java.util.function.Consumer;

/**
 * Plays a trace to the scheduling core on simulated GPUs in virtual time. The same plan gives the same decisions and
 * figures, always. Decides nothing itself.
 */
public final class Simulation {

    private Simulation() {}

    public static SimulationResult run(SimulationPlan plan) {
        return run(plan, DecisionLog.NONE);
    }

    /**
     * Runs a plan to the end of its last invocation.
     *
     * @throws IllegalArgumentException if no policy is named so; the message lists those there are
     * @throws IllegalStateException if the core asks for what a GPU cannot do, or leaves an invocation behind
     */
    public static SimulationResult run(SimulationPlan plan, DecisionLog log) {
        return run(plan, log, _ -> {});
    }

    /**
     * The same, showing each scheduler to somebody before its first event, to ask it about its decisions later.
     *
     * @param schedulers is given every one, in the order of their names
     */
    public static SimulationResult run(SimulationPlan plan, DecisionLog log, Consumer<Scheduler> schedulers) {
        SimulatedCluster cluster = new SimulatedCluster(plan, log);
        cluster.deciders().forEach(decider -> schedulers.accept(decider.scheduler()));
        return cluster.run();
    }

    /**
     * Finds out, without a run, whether the policies are known and their options make sense.
     *
     * @throws IllegalArgumentException if not; the message lists those there are
     */
    public static void check(SimulationPlan plan) {
        Decider.of(plan);
    }
}
