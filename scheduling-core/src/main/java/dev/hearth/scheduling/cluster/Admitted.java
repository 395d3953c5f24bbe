package dev.hearth.scheduling.cluster;

/**
 * An invocation that the scheduler has taken in.
 *
 * @param arrival its place in line, counted by the scheduler; it keeps it whenever it returns to the queue
 * @param deaths how many workers were lost while it was in flight there
 */
public record Admitted(Invocation invocation, long arrival, int deaths) {

    public InvocationId id() {
        return invocation.id();
    }

    public ModelId model() {
        return invocation.model();
    }

    public long modelBytes() {
        return invocation.modelBytes();
    }

    /** The same with the next attempt: an earlier one may have run, and what it says later must be void. */
    public Admitted nextAttempt() {
        Invocation next = new Invocation(
                invocation.id(),
                invocation.model(),
                invocation.modelBytes(),
                invocation.attempt() + 1,
                invocation.deadlineNanos());
        return new Admitted(next, arrival, deaths);
    }

    /** The next attempt after the worker that had this one was lost. */
    public Admitted afterDeath() {
        Admitted next = nextAttempt();
        return new Admitted(next.invocation, arrival, deaths + 1);
    }
}
