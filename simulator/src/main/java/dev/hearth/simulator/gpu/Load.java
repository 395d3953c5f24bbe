package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.List;

/** One load of a model onto a GPU: for the invocation that brought it about, or ahead of need. */
public final class Load {

    private final ModelId model;
    private final int scheduler;
    private final boolean ahead;
    private final List<Task> waiting = new ArrayList<>();
    private long startedNanos;
    private long endedNanos;

    Load(ModelId model, int scheduler, boolean ahead) {
        this.model = model;
        this.scheduler = scheduler;
        this.ahead = ahead;
    }

    public ModelId model() {
        return model;
    }

    /** Which scheduler asked for it. */
    public int scheduler() {
        return scheduler;
    }

    /** Whether no dispatch brought it about. */
    public boolean ahead() {
        return ahead;
    }

    public long startedNanos() {
        return startedNanos;
    }

    public long nanos() {
        return endedNanos - startedNanos;
    }

    void started(long nanos) {
        startedNanos = nanos;
    }

    void ended(long nanos) {
        endedNanos = nanos;
    }

    /** Invocations that run once the model is ready. */
    List<Task> waiting() {
        return waiting;
    }
}
