package dev.hearth.scheduling.cache;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes room on a GPU: models leave in the policy's order, passing over those in use or kept, until the new one fits. */
public final class Room {

    private Room() {}

    /**
     * Names the victims of a load.
     *
     * @param order all models on the GPU, first to leave first
     * @return in that order; empty list if it fits as it is, nothing if it does not fit beside what is in use
     */
    public static Optional<List<ModelId>> victims(Gpu gpu, long neededBytes, List<Resident> order) {
        long excessBytes = gpu.usedBytes() + neededBytes - gpu.capacityBytes();
        List<ModelId> victims = new ArrayList<>();
        for (Resident resident : order) {
            if (excessBytes <= 0) {
                break;
            }
            if (!gpu.needs(resident.model())) {
                victims.add(resident.model());
                excessBytes -= resident.bytes();
            }
        }
        return excessBytes <= 0 ? Optional.of(victims) : Optional.empty();
    }
}
