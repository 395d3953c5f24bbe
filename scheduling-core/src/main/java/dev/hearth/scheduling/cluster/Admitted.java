package dev.hearth.scheduling.cluster;

/**
 * An invocation that the scheduler has taken in.
 *
 * @param arrival its place in line, counted by the scheduler; it keeps it whenever it returns to the queue
 * @param arrivedNanos when it was taken in
 * @param deaths how many workers were lost while it was in flight there
 * @param overtaken how often later ones had been let past it when it last left the global queue
 */
public record Admitted(Invocation invocation, long arrival, long arrivedNanos, int deaths, int overtaken) {

    /** One that has just come. */
    public Admitted(Invocation invocation, long arrival, long arrivedNanos) {
        this(invocation, arrival, arrivedNanos, 0, 0);
    }

    public InvocationId id() {
        return invocation.id();
    }

    public ModelId model() {
        return invocation.model();
    }

    public long modelBytes() {
        return invocation.modelBytes();
    }

    /** Most invocations of its model that run together where it runs. */
    public int maxBatch() {
        return invocation.maxBatch();
    }

    public Admitted overtaken(int times) {
        return times == overtaken ? this : new Admitted(invocation, arrival, arrivedNanos, deaths, times);
    }

    /** The same with the next attempt: an earlier one may have run, and what it says later must be void. */
    public Admitted nextAttempt() {
        return new Admitted(invocation.nextAttempt(), arrival, arrivedNanos, deaths, overtaken);
    }

    /** The next attempt after the worker that had this one was lost. */
    public Admitted afterDeath() {
        Admitted next = nextAttempt();
        return new Admitted(next.invocation, arrival, arrivedNanos, deaths + 1, overtaken);
    }
}
