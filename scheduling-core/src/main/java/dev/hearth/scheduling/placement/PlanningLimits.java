package dev.hearth.scheduling.placement;

/** What the settings say to every policy. */
public interface PlanningLimits {

    /** Whether invocations wait for a first copy that is being loaded instead of causing a second load. */
    boolean coalesceLoads();
}
