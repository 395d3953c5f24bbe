package dev.hearth.worker.execution;

import dev.hearth.worker.model.ModelCache;
import java.util.concurrent.Executor;

/**
 * One GPU as dispatches see it.
 *
 * @param computeLane runs one inference after another, in the order given
 */
record Gpu(ModelCache cache, Executor computeLane) {}
