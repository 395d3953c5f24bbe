package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One model's place in a {@link ModelCache}, which guards it. */
final class Residency {

    private final RequestedModel model;
    private @Nullable ResidentModel resident;
    private Phase phase = Phase.LOADING;
    private int pins;
    private long lastUsedEpochMillis;

    Residency(RequestedModel model, long nowEpochMillis) {
        this.model = model;
        this.lastUsedEpochMillis = nowEpochMillis;
    }

    ModelReference reference() {
        return model.reference();
    }

    RequestedModel model() {
        return model;
    }

    /** What it takes of the device, measured once it is loaded. */
    long bytes() {
        return resident == null ? model.bytes() : resident.weightsBytes();
    }

    /** The model itself; there only once it is loaded. */
    Optional<ResidentModel> resident() {
        return Optional.ofNullable(resident);
    }

    void loaded(ResidentModel loaded) {
        resident = loaded;
        phase = Phase.READY;
    }

    boolean is(Phase wanted) {
        return phase == wanted;
    }

    void leave() {
        phase = Phase.EVICTING;
    }

    /** It was to leave, and does not. */
    void stay() {
        phase = Phase.READY;
    }

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    /** May leave now: loaded, and used by nobody. */
    boolean evictable() {
        return phase == Phase.READY && pins == 0;
    }

    void use(long nowEpochMillis) {
        lastUsedEpochMillis = nowEpochMillis;
    }

    long idleMillis(long nowEpochMillis) {
        return Math.max(0, nowEpochMillis - lastUsedEpochMillis);
    }

    long lastUsedEpochMillis() {
        return lastUsedEpochMillis;
    }

    GpuState.Resident state(long keptUntilEpochMillis) {
        return new GpuState.Resident(
                reference(), wireState(), bytes(), pins, lastUsedEpochMillis, keptUntilEpochMillis);
    }

    private GpuState.State wireState() {
        return switch (phase) {
            case LOADING -> GpuState.State.LOADING;
            case READY -> pins > 0 ? GpuState.State.IN_USE : GpuState.State.READY;
            case EVICTING -> GpuState.State.EVICTING;
        };
    }

    /** A model that is absent has no residency. */
    enum Phase {
        LOADING,
        READY,
        EVICTING
    }
}
