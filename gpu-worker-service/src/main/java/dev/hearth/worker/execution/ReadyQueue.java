package dev.hearth.worker.execution;

import dev.hearth.worker.model.ResidentModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What waits for one GPU's compute lane, in the order in which it became ready. As many as the GPU's local queue admits.
 *
 * <p>The first one leaves with the others of its model, in their order: as many as the smallest limit among them says, and
 * none past one whose limit keeps it out. Where one is asked to wait for company, others go first. So whoever waits is
 * passed, for each batch that leaves before it, by no more than that batch's limit less one. Guarded by its owner.
 */
final class ReadyQueue {

    private final List<Ready> waiting = new ArrayList<>();

    void add(Ready ready) {
        waiting.add(ready);
    }

    /** Takes out what is to run now, if anything is. */
    Next next(long nowNanos) {
        waiting.removeIf(ready -> !ready.execution().waits());
        long soonestNanos = Long.MAX_VALUE;
        var looked = new HashSet<ResidentModel>();
        for (var ready : waiting) {
            if (looked.add(ready.model())) {
                var batch = batchOf(ready);
                long restNanos = batch.full() ? 0 : batch.dueNanos() - nowNanos;
                if (restNanos <= 0) {
                    waiting.removeAll(batch.members());
                    return new Next.Batch(batch.members());
                }
                soonestNanos = Math.min(soonestNanos, restNanos);
            }
        }
        return soonestNanos == Long.MAX_VALUE ? new Next.Nothing() : new Next.Rest(soonestNanos);
    }

    private Together batchOf(Ready first) {
        var members = new ArrayList<Ready>();
        int most = Integer.MAX_VALUE;
        long delayNanos = Long.MAX_VALUE;
        boolean full = false;
        for (var ready : waiting) {
            if (ready.model() != first.model()) {
                continue;
            }
            if (members.size() >= Math.min(most, ready.maxBatch())) {
                full = true;
                break;
            }
            members.add(ready);
            most = Math.min(most, ready.maxBatch());
            delayNanos = Math.min(delayNanos, ready.maxDelayNanos());
        }
        return new Together(List.copyOf(members), full || members.size() == most, first.readyNanos() + delayNanos);
    }

    /**
     * Those that would leave together.
     *
     * @param full whether nobody can join them any more
     * @param dueNanos when they have waited as long as the most impatient of them may be made to
     */
    private record Together(List<Ready> members, boolean full, long dueNanos) {}

    /** What a lane that is free does. */
    sealed interface Next {

        /** Runs these together; at least one, all of one model. */
        record Batch(List<Ready> members) implements Next {}

        /** Asks again then, or when something comes. */
        record Rest(long nanos) implements Next {}

        record Nothing() implements Next {}
    }
}
