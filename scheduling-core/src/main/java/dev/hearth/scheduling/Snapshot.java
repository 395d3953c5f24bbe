package dev.hearth.scheduling;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.queue.GlobalQueue;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * The scheduler's state in numbers; taking one costs O(GPUs + waiting models).
 *
 * @param globalQueue invocations that wait for placement
 * @param localQueues invocations placed on a GPU and waiting there
 * @param inFlight dispatched and not answered
 * @param waitingByModel the global queue by model, in model order
 * @param gpus in the order of their ids
 */
public record Snapshot(
        int globalQueue,
        int localQueues,
        int inFlight,
        SortedMap<ModelId, Integer> waitingByModel,
        List<GpuSnapshot> gpus) {

    public Snapshot {
        waitingByModel = Collections.unmodifiableSortedMap(waitingByModel);
        gpus = List.copyOf(gpus);
    }

    /**
     * One GPU as the scheduler believes it to be.
     *
     * @param models resident or loading, coldest first
     * @param inFlight dispatches of ours
     * @param occupancy those and other schedulers' invocations
     */
    public record GpuSnapshot(
            GpuId gpu,
            long epoch,
            boolean available,
            long capacityBytes,
            long usedBytes,
            List<ModelId> models,
            int inFlight,
            int occupancy,
            int localQueue) {

        public GpuSnapshot {
            models = List.copyOf(models);
        }

        static GpuSnapshot of(Gpu gpu) {
            return new GpuSnapshot(
                    gpu.id(),
                    gpu.epoch(),
                    gpu.available(),
                    gpu.capacityBytes(),
                    gpu.usedBytes(),
                    gpu.residents().stream().map(resident -> resident.model()).toList(),
                    gpu.inFlight(),
                    gpu.occupancy(),
                    gpu.waiting());
        }
    }

    static Snapshot of(GlobalQueue queue, Fleet fleet) {
        return new Snapshot(
                queue.size(),
                fleet.waiting(),
                fleet.inFlight(),
                queue.countByModel(),
                fleet.all().stream().map(GpuSnapshot::of).toList());
    }
}
