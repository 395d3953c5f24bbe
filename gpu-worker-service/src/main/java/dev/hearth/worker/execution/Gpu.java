package dev.hearth.worker.execution;

import dev.hearth.worker.model.ModelCache;

/**
 * One GPU as dispatches see it.
 *
 * @param computeLane runs one batch after another
 */
record Gpu(ModelCache cache, ComputeLane computeLane) {}
