package dev.hearth.registry.residency;

import dev.hearth.contracts.worker.GpuState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One GPU as {@code GET /v1/gpus} tells it. */
record GpuAnswer(
        String id,
        String worker,
        long epoch,
        String device,
        String name,
        GpuState.Memory memory,
        List<Model> models,
        List<String> running,
        int queued,
        List<Quarantined> quarantined) {

    static GpuAnswer of(GpuName gpu, long epoch, GpuState state) {
        return new GpuAnswer(
                gpu.toString(),
                gpu.worker(),
                epoch,
                state.device(),
                state.name(),
                state.memory(),
                state.models().stream().map(Model::of).toList(),
                state.running(),
                state.queued().size(),
                state.quarantined().stream().map(Quarantined::of).toList());
    }

    /** A model that the GPU refuses, and why. */
    record Quarantined(String model, int version, String reason) {

        static Quarantined of(GpuState.Quarantined quarantined) {
            return new Quarantined(
                    quarantined.model().name(), quarantined.model().version(), quarantined.reason());
        }
    }

    /** @param keptUntil when it may be evicted, if not before; {@code always} if never; absent if it may be now */
    record Model(
            String model,
            int version,
            GpuState.State state,
            long bytes,
            int pins,
            Instant lastUsed,
            @Nullable String keptUntil) {

        static Model of(GpuState.Resident resident) {
            return new Model(
                    resident.model().name(),
                    resident.model().version(),
                    resident.state(),
                    resident.bytes(),
                    resident.pins(),
                    Instant.ofEpochMilli(resident.lastUsedEpochMillis()),
                    keptUntil(resident.keptUntilEpochMillis()));
        }

        private static @Nullable String keptUntil(long epochMillis) {
            if (epochMillis == GpuState.Resident.ALWAYS) {
                return "always";
            }
            return epochMillis == 0 ? null : Instant.ofEpochMilli(epochMillis).toString();
        }
    }
}
