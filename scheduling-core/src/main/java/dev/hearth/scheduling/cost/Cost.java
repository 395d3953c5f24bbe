package dev.hearth.scheduling.cost;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One kind of cost of one model: on each type of GPU, and on all. */
final class Cost {

    private final RecentMedian onAll = new RecentMedian();
    private final Map<String, RecentMedian> byType = new HashMap<>();
    private final Predictions predictions = new Predictions();
    private long measuredNanos;

    @Nullable
    RecentMedian on(String type) {
        RecentMedian median = byType.get(type);
        if (median != null) {
            return median;
        }
        return onAll.known() ? onAll : null;
    }

    long leastNanos() {
        long least = onAll.nanos();
        for (RecentMedian median : byType.values()) {
            least = Math.min(least, median.nanos());
        }
        return least;
    }

    void seed(long nanos) {
        onAll.seed(nanos);
    }

    /** @param learns whether it changes what is known, and not merely tells how well that was known */
    void measure(String type, long nanos, long expectedNanos, boolean learns) {
        predictions.add(expectedNanos, nanos);
        measuredNanos = nanos;
        if (learns || !onAll.known()) {
            byType.computeIfAbsent(type, _ -> onAll.copy()).measure(nanos);
            onAll.measure(nanos);
        }
    }

    Forecast forecast() {
        return new Forecast(onAll.nanos(), measuredNanos, predictions.median(), predictions.count());
    }
}
