package dev.hearth.worker.execution;

import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal.Reason;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.worker.model.Admission;
import dev.hearth.worker.model.RequestedModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker's final word on dispatches and loads, and the record of the dispatches it knows.
 *
 * <p>An id that is known attaches, even while the worker drains: that starts nothing. Otherwise it is asked, in this order,
 * whether the worker accepts, the epoch is its own, the GPU exists, the attempt is not older than one it knows, and the
 * GPU's cache admits it. Thread-safe.
 */
final class Reception {

    private final Membership membership;
    private final Gpus gpus;
    private final Ledger ledger;

    Reception(Membership membership, Gpus gpus, Ledger ledger) {
        this.membership = membership;
        this.gpus = gpus;
        this.ledger = ledger;
    }

    synchronized Decision decide(DispatchRequest request, Moment arrival) {
        var known = known(request, arrival.nanos());
        if (known != null && !(known instanceof Decision.Refused)) {
            return known;
        }
        var closed = closed(request.epoch(), request.gpu(), arrival.nanos());
        if (closed != null) {
            return new Decision.Refused(closed.reason(), closed.detail());
        }
        return known == null ? admit(request, arrival) : known;
    }

    /** Admits a load for invocations to come; it is no dispatch, so nothing of it is remembered here. */
    synchronized Admission admit(LoadRequest request, long nowNanos) {
        var closed = closed(request.epoch(), request.gpu(), nowNanos);
        if (closed != null) {
            return closed;
        }
        var model = new RequestedModel(request.model(), request.modelDigest(), request.modelBytes());
        return gpus.get(request.gpu()).cache().admit(Admission.Want.ahead(request.id(), model, request.evict()));
    }

    private Admission.@Nullable Refused closed(long epoch, int gpu, long nowNanos) {
        var obstacle = membership.obstacle(nowNanos);
        if (obstacle.isPresent()) {
            return new Admission.Refused(Reason.NOT_ACCEPTING, obstacle.get());
        }
        if (epoch != membership.epoch()) {
            return new Admission.Refused(
                    Reason.STALE_EPOCH, "planned for epoch " + epoch + ", this is epoch " + membership.epoch());
        }
        return gpus.has(gpu) ? null : new Admission.Refused(Reason.UNKNOWN_GPU, "there is no GPU " + gpu);
    }

    private @Nullable Decision known(DispatchRequest request, long nowNanos) {
        if (request.epoch() != membership.epoch()) {
            return null;
        }
        var current = ledger.current(request.invocation());
        if (current.isPresent()) {
            var execution = current.get();
            if (request.attempt() < execution.attempt()) {
                return stale(request, execution.attempt());
            }
            return execution.raise(request.attempt()) ? new Decision.Attached(execution) : null;
        }
        var past = ledger.past(request.invocation(), nowNanos);
        if (past.isEmpty() || request.attempt() > past.get().attempt()) {
            return null;
        }
        return request.attempt() == past.get().attempt()
                ? new Decision.Answered(past.get())
                : stale(request, past.get().attempt());
    }

    private static Decision stale(DispatchRequest request, int knownAttempt) {
        return new Decision.Refused(
                Reason.STALE_ATTEMPT,
                "attempt " + request.attempt() + " of " + request.invocation() + ", known is " + knownAttempt);
    }

    private Decision admit(DispatchRequest request, Moment arrival) {
        var model = new RequestedModel(request.model(), request.modelDigest(), request.modelBytes());
        var want = new Admission.Want(InvocationNames.of(request), model, request.evict());
        return switch (gpus.get(request.gpu()).cache().admit(want)) {
            case Admission.Refused(var reason, var detail) -> new Decision.Refused(reason, detail);
            case Admission.Granted(var lease) -> {
                var execution = new Execution(request, lease, arrival);
                execution.spans().admitted(System.nanoTime());
                ledger.begin(execution);
                yield new Decision.Admitted(execution);
            }
        };
    }

    /** The dispatch of this id that is under way. */
    synchronized Optional<Execution> current(String invocation) {
        return ledger.current(invocation);
    }

    /** All dispatches that are under way. */
    synchronized List<Execution> current() {
        return ledger.current();
    }

    synchronized boolean endedLately(String invocation) {
        return ledger.past(invocation, System.nanoTime()).isPresent();
    }

    synchronized void ended(Execution execution, Outcome outcome) {
        ledger.end(execution, outcome, System.nanoTime());
        notifyAll();
    }

    /** It leaves no terminal record: a later attempt runs anew. */
    synchronized void lost(Execution execution) {
        ledger.drop(execution);
        notifyAll();
    }

    /**
     * Waits until no dispatch is under way.
     *
     * @return false if that did not happen in time
     */
    synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (!ledger.idle()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
