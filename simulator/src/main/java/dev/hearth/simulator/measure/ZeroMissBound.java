package dev.hearth.simulator.measure;

import java.util.PriorityQueue;

/**
 * What no policy can be better than on the mean with batches of one: no load costs anything, and whichever GPU is free
 * first takes the next invocation in the order of arrival.
 */
public final class ZeroMissBound {

    private ZeroMissBound() {}

    /**
     * Latencies under the bound.
     *
     * @param arrivalNanos in the order of time
     * @param inferenceNanos of each
     */
    public static Distribution latencies(long[] arrivalNanos, long[] inferenceNanos, int gpus) {
        PriorityQueue<Long> freeNanos = new PriorityQueue<>();
        for (int gpu = 0; gpu < gpus; gpu++) {
            freeNanos.add(0L);
        }
        long[] latencies = new long[arrivalNanos.length];
        for (int i = 0; i < latencies.length; i++) {
            long end = Math.max(freeNanos.remove(), arrivalNanos[i]) + inferenceNanos[i];
            freeNanos.add(end);
            latencies[i] = end - arrivalNanos[i];
        }
        return Distribution.ofNanos(latencies);
    }
}
