package dev.hearth.scheduling.cost;

/** An exponentially weighted moving average, in nanoseconds. */
final class Average {

    private double nanos;
    private boolean known;
    private boolean measured;

    boolean known() {
        return known;
    }

    long nanos() {
        return Math.round(nanos);
    }

    /** Stands until something is measured, and as the value that measurements refine. */
    void seed(long value) {
        if (!measured) {
            nanos = value;
            known = true;
        }
    }

    /** @param rate weight of the new value, 0 to 1 */
    void measure(long value, double rate) {
        nanos = known ? nanos + rate * (value - nanos) : value;
        known = true;
        measured = true;
    }
}
