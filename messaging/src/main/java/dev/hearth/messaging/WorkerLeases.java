package dev.hearth.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which workers are under a lease. Age is counted in the log time of {@code hearth.workers} ({@link LogTime}), on the
 * partition a worker writes to, so that a broker that stood still expires nobody.
 *
 * <p>Not thread-safe: the thread that tails the topic owns it.
 */
public final class WorkerLeases {

    private static final int ANY_PARTITION = -1;

    private final Duration lease;
    private final Map<String, Lease> byWorker = new TreeMap<>();
    private final LogTime logTime = new LogTime();

    public WorkerLeases(Duration lease) {
        this.lease = lease;
    }

    /**
     * Renews a worker's lease.
     *
     * @param timestampMillis when the broker appended what the worker said
     * @return false if a later epoch of the worker is known: the report is of a process that is gone
     */
    public boolean renew(String worker, long epoch, int partition, long timestampMillis) {
        logTime.advance(partition, timestampMillis);
        var known = byWorker.get(worker);
        if (known != null && known.epoch() > epoch) {
            return false;
        }
        byWorker.put(worker, new Lease(worker, epoch, partition, logTime.of(partition)));
        return true;
    }

    /**
     * Gives a lease to a worker that is known from elsewhere, unless the log names it in this epoch or a later one. It ages
     * by the partition whose time moves least.
     */
    public void adopt(String worker, long epoch) {
        var known = byWorker.get(worker);
        if (known == null || known.epoch() < epoch) {
            byWorker.put(worker, new Lease(worker, epoch, ANY_PARTITION, logTime.slowest()));
        }
    }

    /** Ends a worker's lease; true if it was this epoch's or an earlier one's. */
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
        logTime.advance(partition, timestampMillis);
        var expired = new ArrayList<Lease>();
        for (var held : byWorker.values()) {
            if (age(held) > lease.toMillis()) {
                expired.add(held);
            }
        }
        expired.forEach(held -> byWorker.remove(held.worker()));
        return List.copyOf(expired);
    }

    private long age(Lease held) {
        var now = held.partition() == ANY_PARTITION ? logTime.slowest() : logTime.of(held.partition());
        return now - held.renewedMillis();
    }

    /**
     * One worker's membership.
     *
     * @param partition negative if the log has not named it
     * @param renewedMillis log time of the last report
     */
    public record Lease(String worker, long epoch, int partition, long renewedMillis) {}
}
