package dev.hearth.scheduling.cost;

/**
 * What a cost is expected to be, beside how well it was known before.
 *
 * @param expectedNanos of the next
 * @param measuredNanos of the last; 0 before the first
 * @param medianError of the last predictions, each made before the fact: the median of |expected - measured| / measured;
 *     0 before the first
 * @param predictions how many those are, at most {@value Predictions#WINDOW}
 */
public record Forecast(long expectedNanos, long measuredNanos, double medianError, int predictions) {}
