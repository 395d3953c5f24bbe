package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Flight;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.LinkedHashMap;
import java.util.Map;

/** One GPU's lanes as a plan fills them, from now on. */
final class PlannedGpu {

    /** Share of an inference by which one may be held up that waits for its load; a whole idle lane costs more. */
    private static final double TOLERATED_DELAY = 0.5;

    private final Gpu gpu;
    private final boolean overlap;
    private final long nowNanos;
    private final Map<ModelId, Long> loads = new LinkedHashMap<>();
    private long computeFreeNanos;
    private long copyFreeNanos;
    private long reservedFromNanos = Long.MAX_VALUE;
    private long reservedUntilNanos = Long.MAX_VALUE;
    private boolean taken;

    /** @param overlap whether a load and an inference may go on at the same time */
    PlannedGpu(Gpu gpu, boolean overlap, long nowNanos, long typicalInferenceNanos) {
        this.gpu = gpu;
        this.overlap = overlap;
        this.nowNanos = nowNanos;
        computeFreeNanos = gpu.computeFreeNanos(nowNanos, typicalInferenceNanos);
        copyFreeNanos = gpu.copyFreeNanos(nowNanos);
        gpu.awaitingLoad().ifPresent(this::reserve);
        keepApart();
    }

    private void reserve(Flight awaiting) {
        long inferenceNanos = awaiting.expected().inferenceNanos();
        if (overlap) {
            reservedFromNanos = Math.max(computeFreeNanos, copyFreeNanos);
            reservedUntilNanos = reservedFromNanos + inferenceNanos;
        } else {
            // Nobody may hear of the load by itself: the two are one piece of work.
            reservedFromNanos = nowNanos;
            reservedUntilNanos = Gpu.expected(awaiting.readyNanos() + inferenceNanos, nowNanos);
            copyFreeNanos = nowNanos;
        }
    }

    /** Without overlap the lanes are one. */
    private void keepApart() {
        if (!overlap) {
            long freeNanos = Math.max(computeFreeNanos, copyFreeNanos);
            if (reservedUntilNanos != Long.MAX_VALUE) {
                freeNanos = Math.max(freeNanos, reservedUntilNanos);
            }
            computeFreeNanos = freeNanos;
            copyFreeNanos = freeNanos;
        }
    }

    Gpu gpu() {
        return gpu;
    }

    /** Whether the model is here, on its way, or planned to be. */
    boolean holds(ModelId model) {
        return gpu.holds(model) || loads.containsKey(model);
    }

    /** When an invocation of a model that this GPU holds could begin to run. */
    long startNanos(ModelId model, long inferenceNanos) {
        long readyNanos = gpu.ready(model) ? nowNanos : loads.getOrDefault(model, copyFreeNanos);
        return fit(readyNanos, inferenceNanos);
    }

    /** Before what is reserved if it does not hold that up too much, else after it. */
    private long fit(long readyNanos, long inferenceNanos) {
        long startNanos = Math.max(computeFreeNanos, readyNanos);
        if (reservedFromNanos == Long.MAX_VALUE) {
            return startNanos;
        }
        boolean holdsUp = startNanos + inferenceNanos > reservedFromNanos + (long) (TOLERATED_DELAY * inferenceNanos);
        return holdsUp ? Math.max(startNanos, reservedUntilNanos) : startNanos;
    }

    /** Whether an invocation of the model could begin at this very moment. */
    boolean canRunNow(ModelId model) {
        return !taken && gpu.computeIdle() && gpu.ready(model) && (overlap || gpu.copyIdle());
    }

    /** Whether an invocation could still join those that begin at this very moment. */
    boolean canJoinNow(Admitted waiting) {
        return !taken && gpu.joinsBegunAt(nowNanos, waiting);
    }

    /** Whether nothing is planned here yet but what goes on already. */
    boolean untouched() {
        return !taken;
    }

    boolean canLoadNow() {
        return loads.isEmpty() && gpu.copyIdle() && (overlap || (!taken && gpu.computeIdle()));
    }

    long loadStartNanos() {
        return copyFreeNanos;
    }

    /** When an invocation could begin to run whose model would have to be loaded. */
    long startNanosAfterLoad(long loadNanos, long inferenceNanos) {
        return fit(copyFreeNanos + loadNanos, inferenceNanos);
    }

    /** Plans a run: what begins later leaves the time until then to others. */
    void run(long startNanos, long inferenceNanos) {
        long endNanos = startNanos + inferenceNanos;
        if (startNanos > computeFreeNanos) {
            reservedFromNanos = Math.min(reservedFromNanos, startNanos);
            reservedUntilNanos =
                    reservedUntilNanos == Long.MAX_VALUE ? endNanos : Math.max(reservedUntilNanos, endNanos);
        } else {
            taken = true;
            computeFreeNanos = endNanos;
            delayReserved();
        }
        keepApart();
    }

    private void delayReserved() {
        if (reservedFromNanos != Long.MAX_VALUE && computeFreeNanos > reservedFromNanos) {
            reservedUntilNanos += computeFreeNanos - reservedFromNanos;
            reservedFromNanos = computeFreeNanos;
        }
    }

    void load(ModelId model, long loadNanos, long inferenceNanos) {
        long startNanos = startNanosAfterLoad(loadNanos, inferenceNanos);
        copyFreeNanos += loadNanos;
        loads.put(model, copyFreeNanos);
        run(startNanos, inferenceNanos);
    }
}
