package dev.hearth.scheduling.cluster;

/**
 * What the core needs to know of an invocation.
 *
 * @param modelBytes device memory its model takes
 * @param attempt 1 at first; the number the next dispatch carries
 * @param deadlineNanos on the clock of {@code apply}; {@link Long#MAX_VALUE} for none
 * @param maxBatch most invocations of its model that run together where it runs, itself included; 1 from its second
 *     attempt on, since what it may have done to a worker is to be done to nobody else
 */
public record Invocation(
        InvocationId id, ModelId model, long modelBytes, int attempt, long deadlineNanos, int maxBatch) {

    public Invocation {
        if (maxBatch < 1) {
            throw new IllegalArgumentException(
                    "the largest batch of " + id + " must be at least 1, but is " + maxBatch);
        }
        maxBatch = attempt > 1 ? 1 : maxBatch;
    }

    /** One that runs alone. */
    public Invocation(InvocationId id, ModelId model, long modelBytes, int attempt, long deadlineNanos) {
        this(id, model, modelBytes, attempt, deadlineNanos, 1);
    }

    /** The same with at most so many together. */
    public Invocation batchedAtMost(int most) {
        return most >= maxBatch ? this : new Invocation(id, model, modelBytes, attempt, deadlineNanos, most);
    }

    /** The same with the next attempt. */
    Invocation nextAttempt() {
        return new Invocation(id, model, modelBytes, attempt + 1, deadlineNanos);
    }
}
