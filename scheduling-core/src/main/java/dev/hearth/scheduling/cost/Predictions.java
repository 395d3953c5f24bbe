package dev.hearth.scheduling.cost;

import java.util.Arrays;

/** How far off the last {@value #WINDOW} predictions of one cost were, each |expected - measured| / measured. */
final class Predictions {

    static final int WINDOW = 50;

    private final double[] errors = new double[WINDOW];
    private int count;
    private int next;

    void add(long expectedNanos, long measuredNanos) {
        if (measuredNanos <= 0) {
            return;
        }
        errors[next] = Math.abs((double) expectedNanos - measuredNanos) / measuredNanos;
        next = (next + 1) % WINDOW;
        count = Math.min(WINDOW, count + 1);
    }

    /** How many there are, at most {@value #WINDOW}. */
    int count() {
        return count;
    }

    /** By nearest rank; 0 if there are none. */
    double median() {
        if (count == 0) {
            return 0;
        }
        double[] sorted = Arrays.copyOf(errors, count);
        Arrays.sort(sorted);
        return sorted[(count - 1) / 2];
    }
}
