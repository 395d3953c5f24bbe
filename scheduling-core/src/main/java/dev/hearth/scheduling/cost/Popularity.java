package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each model is asked for: arrivals a second, each arrival counting less the longer ago it was.
 *
 * <p>A count that decays exponentially with a time constant of 90 s, set right for the first minutes, in which it has not
 * seen that much time yet. A model that nobody has asked for in ten minutes or so is forgotten;
 * never are more than twice as many known as were asked for in that time, or {@value #FEWEST_SWEPT} if that is more.
 */
public final class Popularity {

    private static final double SECOND = 1e9;
    private static final double TIME_CONSTANT_NANOS = 90 * SECOND;

    /** A single arrival is worth this after 90 s x ln 1000, some ten minutes. */
    private static final double FLOOR = 1e-3;

    /** A rate seen over less time than this says little. */
    private static final double SHORTEST_NANOS = 10 * SECOND;

    private static final int FEWEST_SWEPT = 1024;

    private static final class Count {
        private double value;
        private long nanos;

        double at(long nowNanos) {
            // Math.exp may differ in its last bit from one compiler to another, and decisions with it.
            return nowNanos <= nanos ? value : value * StrictMath.exp((nanos - nowNanos) / TIME_CONSTANT_NANOS);
        }

        void add(long nowNanos) {
            value = at(nowNanos) + 1;
            nanos = Math.max(nanos, nowNanos);
        }
    }

    private final Map<ModelId, Count> counts = new HashMap<>();
    private final Count all = new Count();
    private int sweepAt = FEWEST_SWEPT;
    private long firstNanos = Long.MAX_VALUE;

    /** Counts an invocation of the model. */
    public void arrived(ModelId model, long nowNanos) {
        firstNanos = Math.min(firstNanos, nowNanos);
        all.add(nowNanos);
        counts.computeIfAbsent(model, _ -> new Count()).add(nowNanos);
        if (counts.size() >= sweepAt) {
            counts.values().removeIf(count -> count.at(nowNanos) < FLOOR);
            sweepAt = Math.max(FEWEST_SWEPT, 2 * counts.size());
        }
    }

    /** 0 for a model that is not known. */
    public double ratePerSecond(ModelId model, long nowNanos) {
        Count count = counts.get(model);
        return count == null ? 0 : count.at(nowNanos) * (SECOND / TIME_CONSTANT_NANOS) / seenShare(nowNanos);
    }

    /** Of a model that others ask for, whom this scheduler does not hear: what is usual among those it knows. */
    public double typicalRatePerSecond(long nowNanos) {
        return all.at(nowNanos) * (SECOND / TIME_CONSTANT_NANOS) / seenShare(nowNanos) / Math.max(1, counts.size());
    }

    /** What a steady rate would have added up to since the first arrival, of what it adds up to in the end. */
    private double seenShare(long nowNanos) {
        double seenNanos = Math.max((double) (nowNanos - firstNanos), SHORTEST_NANOS);
        return 1 - StrictMath.exp(-seenNanos / TIME_CONSTANT_NANOS);
    }

    /** How many models are known. */
    int size() {
        return counts.size();
    }
}
