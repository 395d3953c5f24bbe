package dev.hearth.scheduling.cost;

/** How far off predictions have been lately: the average of |expected - measured| / measured. */
public final class PredictionError {

    /** The last hundred or so count. */
    private static final double RATE = 0.02;

    private double average;
    private long count;

    void add(long expectedNanos, long measuredNanos) {
        if (measuredNanos <= 0) {
            return;
        }
        double error = Math.abs((double) expectedNanos - measuredNanos) / measuredNanos;
        count++;
        average += Math.max(RATE, 1.0 / count) * (error - average);
    }

    /** 0 for perfect ones, and before the first. */
    public double average() {
        return average;
    }

    /** How many there have been. */
    public long count() {
        return count;
    }
}
