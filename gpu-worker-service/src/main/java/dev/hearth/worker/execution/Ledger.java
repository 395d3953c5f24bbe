package dev.hearth.worker.execution;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The dispatches this worker knows by id: those under way, and for a while those that ended, so that whoever lost the
 * answer can have it again. At most {@code pastLimit} ended ones are kept, the youngest. Guarded by its owner.
 */
final class Ledger {

    private final Duration memory;
    private final int pastLimit;
    private final Map<String, Execution> current = new HashMap<>();
    private final SequencedMap<String, Past> past = new LinkedHashMap<>();

    Ledger(Duration memory, int pastLimit) {
        this.memory = memory;
        this.pastLimit = pastLimit;
    }

    void begin(Execution execution) {
        current.put(execution.request().invocation(), execution);
    }

    Optional<Execution> current(String invocation) {
        return Optional.ofNullable(current.get(invocation));
    }

    List<Execution> current() {
        return List.copyOf(current.values());
    }

    /** The outcome of a dispatch that ended lately. */
    Optional<Outcome> past(String invocation, long nowNanos) {
        forget(nowNanos);
        return Optional.ofNullable(past.get(invocation)).map(Past::outcome);
    }

    void end(Execution execution, Outcome outcome, long nowNanos) {
        drop(execution);
        // A later attempt may have ended first; its outcome is the one to keep.
        var known = past.get(outcome.invocation());
        if (known == null || known.outcome().attempt() <= outcome.attempt()) {
            past.remove(outcome.invocation());
            past.putLast(outcome.invocation(), new Past(outcome, nowNanos));
        }
        forget(nowNanos);
    }

    /** Knows nothing more of it, unless a later attempt runs under its id. */
    void drop(Execution execution) {
        current.remove(execution.request().invocation(), execution);
    }

    boolean idle() {
        return current.isEmpty();
    }

    private void forget(long nowNanos) {
        while (!past.isEmpty()
                && (past.size() > pastLimit
                        || nowNanos - past.firstEntry().getValue().endedNanos() > memory.toNanos())) {
            past.pollFirstEntry();
        }
    }

    private record Past(Outcome outcome, long endedNanos) {}
}
