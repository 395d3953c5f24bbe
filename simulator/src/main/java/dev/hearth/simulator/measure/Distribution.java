package dev.hearth.simulator.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Durations in seconds. Percentiles are by nearest rank: the value of rank ceil(p n). */
public final class Distribution {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double[] sorted;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
    }

    /** @throws IllegalArgumentException if there are none */
    public static Distribution ofNanos(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("there is nothing to measure");
        }
        double[] sorted = Arrays.stream(nanos)
                .sorted()
                .mapToDouble(n -> n / NANOS_PER_SECOND)
                .toArray();
        return new Distribution(sorted);
    }

    public double mean() {
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        return sum / sorted.length;
    }

    /** Of the values as they are, not of a larger population they were drawn from. */
    public double variance() {
        double mean = mean();
        double sum = 0;
        for (double value : sorted) {
            sum += (value - mean) * (value - mean);
        }
        return sum / sorted.length;
    }

    /** @param percent 1 to 100 */
    public double percentile(int percent) {
        long rank = ((long) percent * sorted.length + 99) / 100;
        return sorted[(int) rank - 1];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    /** Values at so many equal steps of rank, the smallest and the largest included; at least two. */
    public List<Double> steps(int count) {
        List<Double> steps = new ArrayList<>();
        for (int step = 0; step < count; step++) {
            steps.add(sorted[(int) Math.round((double) step * (sorted.length - 1) / (count - 1))]);
        }
        return steps;
    }
}
