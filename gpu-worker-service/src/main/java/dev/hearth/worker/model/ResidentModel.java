package dev.hearth.worker.model;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.util.List;
import java.util.Map;

/**
 * A model that runs on a device: one DJL model a graph, over weights that lie in device memory.
 *
 * <p>Never closed while it runs: the cache's leases see to that.
 */
public final class ResidentModel implements AutoCloseable {

    private final Map<String, Model> graphs;
    private final Task task;
    private final Releases releases;
    private final Tier origin;

    /**
     * @param releases what it holds, closed last acquired first
     * @param origin where it was loaded from
     */
    public ResidentModel(Map<String, Model> graphs, Task task, Releases releases, Tier origin) {
        this.graphs = Map.copyOf(graphs);
        this.task = task;
        this.releases = releases;
        this.origin = origin;
    }

    public Tier origin() {
        return origin;
    }

    /**
     * Pre-processing, inference and post-processing of one invocation.
     *
     * @throws BadInputException if the input is not what the model's task takes
     * @throws TranslateException if inference failed
     */
    public Task.Answer run(Task.Input input) throws BadInputException, TranslateException {
        return task.run(graphs, input);
    }

    /** Whether it is of use to run several invocations together. */
    public boolean runsTogether() {
        return task.runsTogether();
    }

    /** The same for several invocations together: one result for each, in their order. */
    public List<Task.Result> run(List<Task.Input> inputs) {
        return task.run(graphs, inputs);
    }

    /** Gives back everything, device memory last. */
    @Override
    public void close() {
        releases.close();
    }
}
