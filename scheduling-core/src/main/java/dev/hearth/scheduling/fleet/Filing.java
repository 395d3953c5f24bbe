package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GPU is filed under at one moment; it never changes, a GPU that does is filed anew.
 *
 * @param models on the GPU, in no particular order
 * @param absorbing those of them that it loads, or that it still serves to those that came during the load
 * @param runsUntilNanos when what is there of ours is expected to end
 * @param afterwardsNanos what waits there
 * @param foreign invocations of other schedulers
 * @param overdue whether what runs was expected to have ended
 */
record Filing(
        Gpu gpu,
        long capacityBytes,
        List<ModelId> models,
        Collection<ModelId> absorbing,
        State state,
        boolean waiting,
        boolean roomAhead,
        long runsUntilNanos,
        long afterwardsNanos,
        int foreign,
        boolean overdue) {

    enum State {
        IDLE,
        BUSY,
        UNAVAILABLE
    }

    /** Of running ones, by when they are done with all; of overdue ones, by how long that still takes. */
    static final Comparator<Filing> SOONEST_FIRST = Comparator.comparingLong(Filing::order)
            .thenComparing(filing -> filing.gpu().id());

    static final Comparator<Filing> DUE_FIRST = Comparator.comparingLong(Filing::runsUntilNanos)
            .thenComparing(filing -> filing.gpu().id());

    /** @param before how it is filed now */
    static Filing of(Gpu gpu, @Nullable Filing before, int dispatchAhead, long nowNanos) {
        State busyOrIdle = gpu.occupancy() > 0 ? State.BUSY : State.IDLE;
        return new Filing(
                gpu,
                gpu.capacityBytes(),
                before != null && sameModels(before.models, gpu.models()) ? before.models : List.copyOf(gpu.models()),
                absorbing(gpu),
                gpu.available() ? busyOrIdle : State.UNAVAILABLE,
                gpu.hasWaiting(),
                roomAhead(gpu, dispatchAhead),
                gpu.runsUntilNanos(),
                gpu.afterwardsNanos(),
                gpu.foreign(),
                gpu.runsUntilNanos() <= nowNanos);
    }

    static boolean roomAhead(Gpu gpu, int dispatchAhead) {
        return gpu.busy() && gpu.occupancy() <= dispatchAhead;
    }

    private static boolean sameModels(List<ModelId> before, Collection<ModelId> now) {
        return before.size() == now.size() && now.containsAll(before);
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

    private long order() {
        return overdue ? afterwardsNanos : runsUntilNanos + afterwardsNanos;
    }

    boolean idle() {
        return state == State.IDLE;
    }

    /** Nothing is here and nothing waits here. */
    boolean free() {
        return idle() && !waiting;
    }

    boolean busy() {
        return state == State.BUSY;
    }
}
