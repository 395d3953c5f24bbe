package dev.hearth.registry.residency;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import java.util.List;

/** States of a GPU, as workers report them. */
final class Gpus {

    private Gpus() {}

    static GpuState state(
            int index, long sequence, long totalBytes, List<GpuState.Resident> models, String... running) {
        var weights = models.stream().mapToLong(GpuState.Resident::bytes).sum();
        return new GpuState(
                index,
                sequence,
                "host",
                "a laptop",
                new GpuState.Memory(totalBytes, weights, 0, 0, totalBytes - weights, 0),
                models,
                List.of(running),
                List.of());
    }

    static GpuState.Resident ready(String model, long bytes) {
        return resident(model, bytes, GpuState.State.READY, 0);
    }

    static GpuState.Resident resident(String model, long bytes, GpuState.State state, int pins) {
        return new GpuState.Resident(ModelReference.parse(model), state, bytes, pins, 1_000);
    }
}
