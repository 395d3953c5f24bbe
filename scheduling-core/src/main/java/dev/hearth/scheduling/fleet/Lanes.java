package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * When the two lanes of a GPU are expected to be free: one inference and one load may go on at a time. Times are those of
 * {@code apply}, and may have passed when the work takes longer than expected.
 */
final class Lanes {

    private long computeFreeNanos = Long.MIN_VALUE;
    private long freeNanos = Long.MIN_VALUE;
    private long lastEndNanos = Long.MIN_VALUE;
    private boolean computing;
    private @Nullable Flight loading;
    private @Nullable Copy copy;

    /** An invocation ended: the next one, if any, begins now. */
    void ended(long nowNanos) {
        lastEndNanos = nowNanos;
    }

    /** When an invocation last ended here; long ago if none did. */
    long lastEndNanos() {
        return lastEndNanos;
    }

    void copy(@Nullable Copy started) {
        copy = started;
    }

    @Nullable
    Copy copy() {
        return copy;
    }

    /** The one dispatch whose model is being loaded; none if several are, or none is. */
    @Nullable
    Flight loading() {
        return loading;
    }

    /** What is ready runs in the order it was dispatched, then what still loads. */
    void take(Collection<Flight> flights) {
        computing = false;
        loading = null;
        long end = lastEndNanos;
        for (Flight flight : flights) {
            if (flight.loading()) {
                loading = flight;
            } else {
                computing = true;
                end = Math.max(end, flight.readyNanos()) + flight.expected().inferenceNanos();
            }
        }
        computeFreeNanos = end;
        for (Flight flight : flights) {
            if (flight.loading()) {
                end = Math.max(end, flight.readyNanos()) + flight.expected().inferenceNanos();
            }
        }
        freeNanos = end;
    }

    boolean computing() {
        return computing;
    }

    boolean copying() {
        return copy != null || loading != null;
    }

    boolean copies(ModelId model) {
        return (copy != null && copy.model().equals(model))
                || (loading != null && loading.model().equals(model));
    }

    /** Of the invocations that wait for nothing but each other. */
    long computeFreeNanos() {
        return computeFreeNanos;
    }

    /** Of all invocations, the one whose model still loads with them. */
    long freeNanos() {
        return freeNanos;
    }

    /** When the load that is on its way is expected to end. */
    long copyFreeNanos() {
        long ofCopy = copy == null ? Long.MIN_VALUE : copy.readyNanos();
        return loading == null ? ofCopy : Math.max(ofCopy, loading.readyNanos());
    }
}
