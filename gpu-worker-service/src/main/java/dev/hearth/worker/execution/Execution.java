package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.worker.model.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One admitted dispatch: it waits, then either runs or ends without having run. Thread-safe. */
final class Execution {

    private final DispatchRequest request;
    private final Lease lease;
    private final Spans spans;
    private final long deadlineNanos;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private volatile int batchSize = 1;
    private int attempt;
    private boolean sealed;

    Execution(DispatchRequest request, Lease lease, Moment arrival) {
        this.request = request;
        this.lease = lease;
        this.attempt = request.attempt();
        this.spans = new Spans(arrival, request.createdEpochMillis(), request.queueMs());
        long remaining = Math.min(request.remainingMillis(), Topics.LONGEST_DEADLINE.toMillis());
        this.deadlineNanos = arrival.nanos() + TimeUnit.MILLISECONDS.toNanos(remaining);
    }

    /** What it is called in logs. */
    InvocationNames names() {
        return InvocationNames.of(request);
    }

    DispatchRequest request() {
        return request;
    }

    Lease lease() {
        return lease;
    }

    Spans spans() {
        return spans;
    }

    /** Completes once the terminal record is in the log; fails if it could not be written. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    boolean expiredAt(long nanos) {
        return nanos - deadlineNanos >= 0;
    }

    /** Whether the model was there when the invocation was admitted. */
    CacheOutcome cacheOutcome() {
        if (!lease.startedLoad()) {
            return CacheOutcome.HIT;
        }
        return request.falseMiss() ? CacheOutcome.FALSE_MISS : CacheOutcome.MISS;
    }

    /** Whether it has neither started nor ended. */
    boolean waits() {
        return phase.get() == Phase.WAITING;
    }

    /** How many run or ran together with it, itself included; 1 if it has not run. */
    int batchSize() {
        return batchSize;
    }

    void runsAmong(int together) {
        batchSize = together;
    }

    /** Leaves the local queue to run; false if it ended there. */
    boolean start() {
        return phase.compareAndSet(Phase.WAITING, Phase.RUNNING);
    }

    /** Ends it in the local queue; false if it runs or has ended. */
    boolean endWaiting() {
        return phase.compareAndSet(Phase.WAITING, Phase.ENDED);
    }

    synchronized int attempt() {
        return attempt;
    }

    /**
     * Lets a later attempt of the same invocation take over what this one has done so far.
     *
     * @return false if a terminal record of the earlier attempt is being written already
     */
    synchronized boolean raise(int laterAttempt) {
        if (sealed) {
            return laterAttempt == attempt;
        }
        attempt = laterAttempt;
        return true;
    }

    /** The attempt its terminal record carries, from now on fixed. */
    synchronized int seal() {
        sealed = true;
        return attempt;
    }

    private enum Phase {
        WAITING,
        RUNNING,
        ENDED
    }
}
