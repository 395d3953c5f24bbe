package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.Command.Dispatch;
import dev.hearth.scheduling.Command.Kind;
import dev.hearth.scheduling.Snapshot;
import dev.hearth.scheduling.Snapshot.GpuSnapshot;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.placement.EarliestCompletionPlacement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a policy promises to those that wait, held against the {@link Books} after every event. */
final class Promises {

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** One that waits, in the order of arrival. */
    record Waiting(Invocation invocation, long arrivedNanos) {}

    private final boolean earliestCompletion;
    private final long heldNanosLimit;
    private final Map<GpuId, Long> heldSince = new TreeMap<>();

    /** @param heldNanosLimit how long work may be held back from a GPU that could run it, for a load about to end there */
    Promises(String policy, long heldNanosLimit) {
        this.earliestCompletion = policy.equals(EarliestCompletionPlacement.NAME);
        this.heldNanosLimit = heldNanosLimit;
    }

    /**
     * Nobody runs who came ten seconds after the head, on a GPU where the head's model could be loaded beside it.
     *
     * @param waiting those that wait when it is dispatched
     */
    void dispatched(Dispatch dispatch, Waiting dispatched, List<Waiting> waiting, Books books) {
        if (!earliestCompletion || dispatch.kind() != Kind.HIT || waiting.isEmpty()) {
            return;
        }
        Waiting head = waiting.getFirst();
        if (dispatched.arrivedNanos() - head.arrivedNanos() <= PATIENCE_NANOS) {
            return;
        }
        Books.Page page = books.page(dispatch.gpu());
        long bytes = head.invocation().modelBytes();
        boolean full = page.usedBytes() + bytes > page.capacityBytes();
        Books.check(
                page.copies()
                        || page.models().containsKey(head.invocation().model())
                        || !page.couldTake(bytes)
                        || (full && page.shared()),
                dispatched + " overtakes " + head + " on " + page.id + ", which could load for it");
    }

    /** No GPU idles while somebody waits for what it could run. */
    void settled(Snapshot snapshot, List<Waiting> waiting, Books books, long nowNanos) {
        for (GpuSnapshot gpu : snapshot.gpus()) {
            Books.Page page = books.page(gpu.gpu());
            if (!gpu.available()) {
                heldSince.remove(gpu.gpu());
            } else if (earliestCompletion) {
                held(page, waiting, nowNanos);
            } else if (page.idle()) {
                Books.check(gpu.localQueue() == 0, page.id + " is idle, but its own queue waits");
                Books.check(snapshot.globalQueue() == 0, page.id + " is idle, but " + waiting + " wait");
            }
        }
    }

    private void held(Books.Page page, List<Waiting> waiting, long nowNanos) {
        boolean held = !page.computes()
                && waiting.stream().anyMatch(one -> page.ready(one.invocation().model()));
        if (!held) {
            heldSince.remove(page.id);
            return;
        }
        Books.check(page.copies(), page.id + " idles, loads nothing and could run one of " + waiting);
        long sinceNanos = heldSince.computeIfAbsent(page.id, _ -> nowNanos);
        Books.check(
                nowNanos - sinceNanos <= heldNanosLimit,
                page.id + " has idled for " + (nowNanos - sinceNanos) + " ns and could run one of " + waiting);
    }
}
