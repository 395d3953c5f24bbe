package dev.hearth.cli.replay;

import dev.hearth.contracts.invocation.Timing;
import org.jspecify.annotations.Nullable;

/**
 * One call of an open-loop run. Times are nanoseconds since its start.
 *
 * @param dueNanos when it was to be sent
 * @param sentNanos when it was
 * @param endedNanos when its answer was there, or its failure
 * @param gpu that ran it, as the answer names it; empty for none
 * @param cache {@code hit}, {@code miss} or {@code false-miss}; empty for none
 * @param timing where its time went, as the answer says
 * @param error what went wrong; null for an answer with status 200
 */
record Call(
        String function,
        long dueNanos,
        long sentNanos,
        long endedNanos,
        String gpu,
        String cache,
        Timing timing,
        @Nullable String error) {

    /** From when it was to be sent: what the caller of a real load would have waited. */
    long latencyNanos() {
        return endedNanos - dueNanos;
    }

    long lateNanos() {
        return sentNanos - dueNanos;
    }

    boolean missed() {
        return !cache.isEmpty() && !cache.equals("hit");
    }
}
