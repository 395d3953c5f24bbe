package dev.hearth.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which workers are under a lease. Age is counted in the log time of {@code hearth.workers}, the append times of the
 * partition a worker writes to, so that a broker that stood still expires nobody.
 *
 * <p>Not thread-safe: the thread that tails the topic owns it.
 */
public final class WorkerLeases {

    private final Duration lease;
    private final Map<String, Lease> byWorker = new TreeMap<>();
    private final Map<Integer, Long> logTimeMillis = new HashMap<>();

    public WorkerLeases(Duration lease) {
        this.lease = lease;
    }

    /**
     * Renews a worker's lease.
     *
     * @return false if a later epoch of the worker is known: the report is of a process that is gone
     */
    public boolean renew(String worker, long epoch, int partition, long timestampMillis) {
        var known = byWorker.get(worker);
        if (known != null && known.epoch() > epoch) {
            return false;
        }
        byWorker.put(worker, new Lease(worker, epoch, partition, timestampMillis));
        return true;
    }

    /** Ends a worker's lease; true if it was this epoch's. */
    public boolean end(String worker, long epoch) {
        var known = byWorker.get(worker);
        if (known == null || known.epoch() > epoch) {
            return false;
        }
        byWorker.remove(worker);
        return true;
    }

    /** Moves a partition's log time on and ends the leases that expired by it, in the order of the workers' names. */
    public List<Lease> advance(int partition, long timestampMillis) {
        var now = logTimeMillis.merge(partition, timestampMillis, Math::max);
        var expired = new ArrayList<Lease>();
        for (var held : byWorker.values()) {
            if (held.partition() == partition && now - held.renewedMillis() > lease.toMillis()) {
                expired.add(held);
            }
        }
        expired.forEach(held -> byWorker.remove(held.worker()));
        return List.copyOf(expired);
    }

    /**
     * One worker's membership.
     *
     * @param renewedMillis log time of the last report
     */
    public record Lease(String worker, long epoch, int partition, long renewedMillis) {}
}
