package dev.hearth.simulator;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cache.Evictions;

/** The eviction policy of a plan. */
final class EvictionChoice {

    private EvictionChoice() {}

    static EvictionPolicy of(SimulationPlan plan) {
        return Evictions.named(plan.choice().eviction());
    }
}
