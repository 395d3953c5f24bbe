package dev.hearth.scheduling.cluster;

/**
 * What the core needs to know of an invocation.
 *
 * @param modelBytes device memory its model takes
 * @param attempt 1 at first; the number the next dispatch carries
 * @param deadlineNanos on the clock of {@code apply}; {@link Long#MAX_VALUE} for none
 */
public record Invocation(InvocationId id, ModelId model, long modelBytes, int attempt, long deadlineNanos) {}
