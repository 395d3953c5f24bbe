package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cost.Expected;
import java.util.List;

/**
 * A load for invocations to come, on its way.
 *
 * @param epoch of the worker it was planned for
 * @param evict victims, first to leave first
 * @param readyNanos when it is expected to end
 */
public record Copy(
        ModelId model,
        long modelBytes,
        GpuId gpu,
        long epoch,
        List<ModelId> evict,
        Expected expected,
        long readyNanos) {

    public Copy {
        evict = List.copyOf(evict);
    }
}
