package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Optional;

/** One invocation at a GPU. */
public final class Task {

    private final Invocation invocation;
    private final int scheduler;
    private final Optional<Load> load;
    private final boolean miss;
    private final long dispatchedNanos;
    private long readyNanos;
    private long startedNanos;
    private long endedNanos;
    private int batchSize = 1;

    Task(Invocation invocation, int scheduler, Optional<Load> load, boolean miss, long dispatchedNanos) {
        this.invocation = invocation;
        this.scheduler = scheduler;
        this.load = load;
        this.miss = miss;
        this.dispatchedNanos = dispatchedNanos;
        this.readyNanos = dispatchedNanos;
    }

    public Invocation invocation() {
        return invocation;
    }

    public ModelId model() {
        return invocation.model();
    }

    /** Which scheduler dispatched it. */
    public int scheduler() {
        return scheduler;
    }

    /** Whether it brought about a load. */
    public boolean miss() {
        return miss;
    }

    /** Whether its model was still to be loaded when it came. */
    public boolean cold() {
        return load.isPresent();
    }

    /** Its own load; of one that it found under way the part it waited for, at most. */
    public long loadNanos() {
        return load.map(waited -> miss ? waited.nanos() : Math.min(waited.nanos(), waitedNanos(waited)))
                .orElse(0L);
    }

    private long waitedNanos(Load waited) {
        return Math.max(0, readyNanos - Math.max(waited.startedNanos(), dispatchedNanos));
    }

    /** When something was first done for it: the start of its own load, or of its inference. */
    public long begunNanos() {
        return miss ? load.map(Load::startedNanos).orElse(startedNanos) : startedNanos;
    }

    public long inferenceNanos() {
        return endedNanos - startedNanos;
    }

    void ready(long nanos) {
        readyNanos = nanos;
    }

    /** How many run together, this one included. */
    public int batchSize() {
        return batchSize;
    }

    void started(long nanos, int together) {
        startedNanos = nanos;
        batchSize = together;
    }

    void ended(long nanos) {
        endedNanos = nanos;
    }
}
