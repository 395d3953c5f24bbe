package dev.hearth.simulator.measure;

import java.util.PriorityQueue;

/**
 * The load without any cost of loads: whichever GPU is free first takes the next invocation in the order of arrival.
 *
 * <p>What scheduling and caching can reach with batches of one, but for putting short inferences before long ones.
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
