package dev.hearth.scheduling;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.placement.Estimate;
import java.util.List;

/**
 * Why an invocation went where it went, the last time it was placed.
 *
 * @param candidates the GPUs that could have taken it, in the order of their ids, as they were at that moment
 */
public record Explanation(
        InvocationId id, String policy, long decidedAtNanos, List<Estimate> candidates, GpuId chosen) {

    public Explanation {
        candidates = List.copyOf(candidates);
    }
}
