package dev.hearth.scheduling.cost;

import java.util.Arrays;

/**
 * The median of the last {@value #WINDOW} measurements, in nanoseconds. Times of real machines have long tails: a mean
 * would be off for many measurements after one that is far out.
 */
final class RecentMedian {

    static final int WINDOW = 5;

    private final long[] last = new long[WINDOW];
    private int count;
    private int next;
    private boolean measured;
    private long nanos;

    boolean known() {
        return count > 0;
    }

    /** 0 while it is not known. */
    long nanos() {
        return nanos;
    }

    /** Stands until something is measured, and then counts as one measurement. */
    void seed(long value) {
        if (!measured) {
            count = 0;
            next = 0;
            add(value);
        }
    }

    void measure(long value) {
        measured = true;
        add(value);
    }

    private void add(long value) {
        last[next] = value;
        next = (next + 1) % WINDOW;
        count = Math.min(WINDOW, count + 1);
        nanos = median();
    }

    private long median() {
        long[] sorted = Arrays.copyOf(last, count);
        Arrays.sort(sorted);
        long lower = sorted[(count - 1) / 2];
        long upper = sorted[count / 2];
        return lower + (upper - lower) / 2;
    }

    /** Seeded with this one's median; what was measured for others does not count as measured. */
    RecentMedian copy() {
        RecentMedian copy = new RecentMedian();
        if (known()) {
            copy.seed(nanos);
        }
        return copy;
    }
}
