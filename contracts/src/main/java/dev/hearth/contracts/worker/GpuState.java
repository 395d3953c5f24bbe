package dev.hearth.contracts.worker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import java.util.Locale;

/**
 * Everything one GPU holds and does, as its worker knows it.
 *
 * @param index the GPU's index in its worker
 * @param sequence grows with every change of this GPU within one epoch; the higher one is the newer
 * @param device {@code host}, {@code cuda} or {@code emulated}
 * @param name the device's name for people
 * @param memory all in bytes
 * @param models resident, loading or evicting, coldest first
 * @param running ids of invocations that run or wait for their own load
 * @param queued ids of invocations in the local queue, in order
 * @param quarantined models that are refused here until the worker restarts; none where a record does not say
 */
public record GpuState(
        int index,
        long sequence,
        String device,
        String name,
        Memory memory,
        List<Resident> models,
        List<String> running,
        List<String> queued,
        List<Quarantined> quarantined) {

    public GpuState {
        models = List.copyOf(models);
        running = List.copyOf(running);
        queued = List.copyOf(queued);
        quarantined = quarantined == null ? List.of() : List.copyOf(quarantined);
    }

    /** Of a GPU that refuses no model. */
    public GpuState(
            int index,
            long sequence,
            String device,
            String name,
            Memory memory,
            List<Resident> models,
            List<String> running,
            List<String> queued) {
        this(index, sequence, device, name, memory, models, running, queued, List.of());
    }

    /** @param reason for people */
    public record Quarantined(ModelReference model, String reason) {}

    /**
     * Device memory by use; {@code total = weights + workspace + reserved + free + releasing}.
     *
     * @param workspaceBytes held for what runs, beside what weights may take
     * @param reservedBytes promised to loads that have not finished
     * @param releasingBytes of models being evicted
     */
    public record Memory(
            long totalBytes,
            long weightsBytes,
            long workspaceBytes,
            long reservedBytes,
            long freeBytes,
            long releasingBytes) {}

    /**
     * One model on the GPU.
     *
     * @param pins invocations that use it now, and loads ahead of need until it is there
     * @param lastUsedEpochMillis start of the last use
     * @param keptUntilEpochMillis not evicted before that time, whoever needs the room; 0, or left out, if it may be at any
     *     time, {@link #ALWAYS} if never
     */
    public record Resident(
            ModelReference model,
            State state,
            long bytes,
            int pins,
            long lastUsedEpochMillis,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long keptUntilEpochMillis) {

        /** How long a pinned model is kept. */
        public static final long ALWAYS = Long.MAX_VALUE;

        /** A model that may be evicted at any time. */
        public Resident(ModelReference model, State state, long bytes, int pins, long lastUsedEpochMillis) {
            this(model, state, bytes, pins, lastUsedEpochMillis, 0);
        }
    }

    /** A model's state on a tier. */
    public enum State {
        ABSENT,
        LOADING,
        READY,
        IN_USE,
        EVICTING;

        private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

        @JsonValue
        public String wireName() {
            return wireName;
        }

        @JsonCreator
        public static State parse(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}
