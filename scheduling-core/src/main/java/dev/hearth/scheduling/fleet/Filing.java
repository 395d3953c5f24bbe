package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GPU is filed under at one moment; it never changes, a GPU that does is filed anew.
 *
 * @param models on the GPU, in no particular order
 * @param modelsVersion changes whenever they do
 * @param absorbing those of them that it loads, or that it still serves to those that came during the load
 * @param foreign invocations of other schedulers
 * @param runsUntilNanos when what is there of ours is expected to end
 * @param overdue whether that has passed
 * @param orderNanos for a running one, when it is expected to be done with everything of ours; for an overdue one, how
 *     long that still takes
 */
record Filing(
        Gpu gpu,
        long capacityBytes,
        List<ModelId> models,
        long modelsVersion,
        List<ModelId> absorbing,
        State state,
        int foreign,
        long runsUntilNanos,
        boolean overdue,
        long orderNanos) {

    enum State {
        /** Nothing is here and nothing waits here. */
        FREE,
        BUSY,
        OTHER
    }

    /** Among running ones, or among overdue ones; never between the two. */
    static final Comparator<Filing> SOONEST_FIRST =
            (one, other) -> compare(one.orderNanos, other.orderNanos, one, other);

    static final Comparator<Filing> DUE_FIRST =
            (one, other) -> compare(one.runsUntilNanos, other.runsUntilNanos, one, other);

    /** @param before how it is filed now */
    static Filing of(Gpu gpu, @Nullable Filing before, long nowNanos) {
        long until = gpu.runsUntilNanos();
        boolean overdue = until <= nowNanos;
        return new Filing(
                gpu,
                gpu.capacityBytes(),
                models(gpu, before),
                gpu.modelsVersion(),
                absorbing(gpu),
                state(gpu),
                gpu.foreign(),
                until,
                overdue,
                (overdue ? 0 : until) + gpu.afterwardsNanos());
    }

    private static State state(Gpu gpu) {
        if (gpu.busy()) {
            return State.BUSY;
        }
        return gpu.idle() && !gpu.hasWaiting() ? State.FREE : State.OTHER;
    }

    private static List<ModelId> models(Gpu gpu, @Nullable Filing before) {
        if (before != null && before.modelsVersion == gpu.modelsVersion()) {
            return before.models;
        }
        return List.copyOf(gpu.models());
    }

    private static List<ModelId> absorbing(Gpu gpu) {
        List<ModelId> absorbing = List.of();
        for (ModelId model : gpu.models()) {
            if (gpu.absorbing(model)) {
                absorbing = absorbing.isEmpty() ? new ArrayList<>() : absorbing;
                absorbing.add(model);
            }
        }
        return absorbing;
    }

    private static int compare(long nanos, long otherNanos, Filing one, Filing other) {
        int byTime = Long.compare(nanos, otherNanos);
        return byTime == 0 ? one.gpu.id().compareTo(other.gpu.id()) : byTime;
    }

    boolean free() {
        return state == State.FREE;
    }

    boolean busy() {
        return state == State.BUSY;
    }
}
