package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.List;
import java.util.Optional;

/**
 * What an invocation would meet on one GPU, all in nanoseconds.
 *
 * @param waitNanos until it runs, beside its own load
 * @param loadNanos 0 if the model is there, or on its way
 * @param loadFrom where the load begins, if one is needed
 * @param evicts victims of the load, first to leave first
 * @param evictionDamageNanos what their loss is taken to cost others
 */
public record Estimate(
        GpuId gpu,
        long waitNanos,
        long loadNanos,
        Optional<Tier> loadFrom,
        long inferenceNanos,
        List<ModelId> evicts,
        long evictionDamageNanos) {

    public Estimate {
        evicts = List.copyOf(evicts);
    }

    /** Until it would be done, and the damage. */
    public long totalNanos() {
        return waitNanos + loadNanos + inferenceNanos + evictionDamageNanos;
    }
}
