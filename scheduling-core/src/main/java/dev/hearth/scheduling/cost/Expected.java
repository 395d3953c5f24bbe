package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.Tier;

/**
 * What one invocation is expected to take on one GPU.
 *
 * @param loadedFrom where a load begins
 * @param loadNanos 0 if none is needed
 */
public record Expected(Tier loadedFrom, long loadNanos, long inferenceNanos) {}
