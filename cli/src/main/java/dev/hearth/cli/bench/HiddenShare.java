package dev.hearth.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of the loads of one GPU was hidden behind its inferences.
 *
 * <p>The load for a call can be hidden behind the inference before its own, but for no longer than either takes: that is
 * hideable. As much of it is hidden as the two went on together. The load for the first call has nothing before it and does
 * not count.
 */
record HiddenShare(int loads, double loadMs, double inferenceMs, double hideableMs, double hiddenMs) {

    /**
     * One call.
     *
     * @param load absent if its model was there
     */
    record Call(@Nullable Span load, Span inference) {}

    /** @param calls in the order in which their inferences began */
    static HiddenShare of(List<Call> calls) {
        int loads = 0;
        double loadMs = 0;
        double inferenceMs = 0;
        double hideableMs = 0;
        double hiddenMs = 0;
        for (int at = 1; at < calls.size(); at++) {
            var load = calls.get(at).load();
            var beside = calls.get(at - 1).inference();
            inferenceMs += calls.get(at).inference().lengthMs();
            if (load != null) {
                loads++;
                loadMs += load.lengthMs();
                hideableMs += Math.min(load.lengthMs(), beside.lengthMs());
                hiddenMs += load.overlapMs(beside);
            }
        }
        return new HiddenShare(loads, loadMs, inferenceMs, hideableMs, hiddenMs);
    }

    /** Of what is hideable; 0 if nothing is. */
    double ratio() {
        return hideableMs == 0 ? 0 : hiddenMs / hideableMs;
    }
}
