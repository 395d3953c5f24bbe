package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import org.jspecify.annotations.Nullable;

/** Something that happened to a model on a device. */
public sealed interface ResidencyEvent {

    int gpu();

    ModelReference model();

    /**
     * It became resident.
     *
     * @param tier it came from
     * @param invocation that asked for it
     */
    record Loaded(int gpu, ModelReference model, long bytes, double loadMs, String tier, String invocation)
            implements ResidencyEvent {}

    /** It did not become resident; its bytes are free. */
    record LoadFailed(int gpu, ModelReference model, String reason, String invocation) implements ResidencyEvent {}

    /**
     * Its bytes are free again.
     *
     * @param causedBy the invocation that needed the room; empty at shutdown
     * @param madeRoomFor the model that needed the room; absent at shutdown
     * @param idleMillis since its last use began
     */
    record Evicted(
            int gpu,
            ModelReference model,
            long bytes,
            String reason,
            String causedBy,
            @Nullable ModelReference madeRoomFor,
            long idleMillis)
            implements ResidencyEvent {}
}
