package dev.hearth.worker.model;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import dev.hearth.worker.device.Workspace;
import dev.hearth.worker.device.ort.RunMemory;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that runs on a device: one DJL model a graph, over weights that lie in device memory.
 *
 * <p>Never closed while it runs: the cache's leases see to that.
 */
public final class ResidentModel implements AutoCloseable {

    private final Map<String, Model> graphs;
    private final Task task;
    private final Memory memory;
    private final Releases releases;
    private final Tier origin;
    private volatile long workspaceBytes;

    /**
     * @param releases what it holds, closed last acquired first
     * @param origin where it was loaded from
     */
    public ResidentModel(Map<String, Model> graphs, Task task, Memory memory, Releases releases, Tier origin) {
        this.graphs = Map.copyOf(graphs);
        this.task = task;
        this.memory = memory;
        this.releases = releases;
        this.origin = origin;
    }

    public Tier origin() {
        return origin;
    }

    /** What its weights take of the device. */
    long weightsBytes() {
        return memory.weightsBytes();
    }

    /** The most that one of its runs has taken of the device's workspace. */
    public long workspaceBytes() {
        return workspaceBytes;
    }

    /** Whether it is of use to run several invocations together. */
    public boolean runsTogether() {
        return task.runsTogether();
    }

    /**
     * Pre-processing, inference and post-processing of one invocation.
     *
     * @throws BadInputException if the input is not what the model's task takes
     * @throws TranslateException if inference failed
     */
    public Task.Answer run(Task.Input input) throws BadInputException, TranslateException {
        return switch (run(List.of(input)).results().getFirst()) {
            case Task.Result.Answered(var answer) -> answer;
            case Task.Result.Failed(BadInputException e) -> throw e;
            case Task.Result.Failed(TranslateException e) -> throw e;
            case Task.Result.Failed(RuntimeException e) -> throw e;
            case Task.Result.Failed(var cause) -> throw new TranslateException(cause);
        };
    }

    /** The same for several invocations together, by one thread at a time. */
    public Run run(List<Task.Input> inputs) {
        var workspace = memory.workspace();
        if (workspace == null) {
            return new Run(task.run(graphs, inputs), 0);
        }
        var run = runIn(workspace, inputs);
        if (run.lackedBytes() == 0 || inputs.size() == 1) {
            return run;
        }
        // What is too much for all may do for each alone.
        var alone =
                inputs.stream().map(input -> runIn(workspace, List.of(input))).toList();
        return new Run(
                alone.stream().map(one -> one.results().getFirst()).toList(),
                alone.stream().mapToLong(Run::lackedBytes).max().orElse(0));
    }

    private Run runIn(Workspace workspace, List<Task.Input> inputs) {
        try (var taken = RunMemory.of(workspace)) {
            var run = new Run(task.run(graphs, inputs), taken.lackedBytes());
            workspaceBytes = Math.max(workspaceBytes, taken.peakBytes());
            return run.lackedBytes() == 0 ? run : run.withoutAnswers();
        }
    }

    /** Gives back everything, device memory last. */
    @Override
    public void close() {
        releases.close();
    }

    /**
     * The memory of its device.
     *
     * @param weightsBytes that it holds
     * @param workspace for its runs; null where they take none
     */
    public record Memory(long weightsBytes, @Nullable Workspace workspace) {}

    /**
     * What became of invocations that ran together.
     *
     * @param results one for each, in their order
     * @param lackedBytes the largest piece of workspace that there was no memory for; 0 if there always was
     */
    public record Run(List<Task.Result> results, long lackedBytes) {

        /** Whether some have failed for want of memory. */
        public boolean lackedMemory() {
            return lackedBytes > 0
                    && results.stream()
                            .anyMatch(result -> result instanceof Task.Result.Failed(var cause)
                                    && !(cause instanceof BadInputException));
        }

        /** What was answered with memory that the device does not have is no answer. */
        private Run withoutAnswers() {
            var lacked = new Task.Result.Failed(
                    new OutOfDeviceMemoryException("the device had no " + lackedBytes + " bytes for the run"));
            return new Run(
                    results.stream()
                            .map(result -> result instanceof Task.Result.Failed(BadInputException _) ? result : lacked)
                            .toList(),
                    lackedBytes);
        }
    }
}
