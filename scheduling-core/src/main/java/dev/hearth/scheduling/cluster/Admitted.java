package dev.hearth.scheduling.cluster;

/**
 * An invocation that the scheduler has taken in.
 *
 * @param arrival its place in line, counted by the scheduler; it keeps it whenever it returns to the queue
 * @param deaths how many workers were lost while it was in flight there
 * @param overtaken how often later ones had been let past it when it last left the global queue
 */
public record Admitted(Invocation invocation, long arrival, int deaths, int overtaken) {

    /** Nobody has been let past it yet. */
    public Admitted(Invocation invocation, long arrival, int deaths) {
        this(invocation, arrival, deaths, 0);
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

    public Admitted overtaken(int times) {
        return times == overtaken ? this : new Admitted(invocation, arrival, deaths, times);
    }

    /** The same with the next attempt: an earlier one may have run, and what it says later must be void. */
    public Admitted nextAttempt() {
        Invocation next = new Invocation(
                invocation.id(),
                invocation.model(),
                invocation.modelBytes(),
                invocation.attempt() + 1,
                invocation.deadlineNanos());
        return new Admitted(next, arrival, deaths, overtaken);
    }

    /** The next attempt after the worker that had this one was lost. */
    public Admitted afterDeath() {
        Admitted next = nextAttempt();
        return new Admitted(next.invocation, arrival, deaths + 1, overtaken);
    }
}
