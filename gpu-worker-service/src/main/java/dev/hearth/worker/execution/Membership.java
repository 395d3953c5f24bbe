package dev.hearth.worker.execution;

import dev.hearth.contracts.worker.Leases;
import java.util.Optional;

/**
 * Whether this worker is a member of the cluster and may start work: joined, a heartbeat acknowledged within one lease, and
 * not draining. Times are of {@link System#nanoTime}.
 */
public final class Membership {

    /** The epoch of a worker that has not joined. */
    public static final long NO_EPOCH = -1;

    private long epoch = NO_EPOCH;
    private long acknowledgedNanos;
    private String trouble = "Kafka has not answered yet";
    private boolean draining;

    /**
     * @param epoch offset of this worker's joined record
     * @param sentNanos when the record was sent
     */
    public synchronized void joined(long epoch, long sentNanos) {
        this.epoch = epoch;
        this.acknowledgedNanos = sentNanos;
    }

    /** @param sentNanos when the acknowledged heartbeat was sent: the broker dates it no earlier */
    public synchronized void acknowledged(long sentNanos) {
        acknowledgedNanos = sentNanos;
    }

    /** Remembers why the last record was not acknowledged, for whoever asks why this worker is not ready. */
    public synchronized void failed(String cause) {
        trouble = cause;
    }

    /** Nothing new is started from now on. */
    public synchronized void drain() {
        draining = true;
    }

    public synchronized long epoch() {
        return epoch;
    }

    /** Why nothing new may be started; empty if it may. */
    public synchronized Optional<String> obstacle(long nowNanos) {
        if (draining) {
            return Optional.of("the worker drains");
        }
        if (epoch == NO_EPOCH) {
            return Optional.of("the worker has not joined: " + trouble);
        }
        if (nowNanos - acknowledgedNanos > Leases.LEASE.toNanos()) {
            return Optional.of("no heartbeat was acknowledged for " + Leases.LEASE.toSeconds() + " s: " + trouble);
        }
        return Optional.empty();
    }
}
