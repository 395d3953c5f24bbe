package dev.hearth.costs;

/**
 * What one model takes.
 *
 * @param profile the row of the table it comes from
 * @param bytes GPU memory while it is resident
 * @param loadNanos from the repository onto a GPU
 * @param inferenceNanos of one invocation
 * @param weightBytes what a load from host memory moves; 0 if not known
 */
public record ModelCost(String profile, long bytes, long loadNanos, long inferenceNanos, long weightBytes) {}
