package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From an invocation's body to its answer, for one resident model. Used by one thread at a time. */
public interface Task extends AutoCloseable {

    /**
     * Reads the input, runs the graphs and writes the answer.
     *
     * @param graphs by name
     * @throws BadInputException if the input is not what the task takes
     * @throws TranslateException if inference failed
     */
    Answer run(Map<String, Model> graphs, Input input) throws BadInputException, TranslateException;

    /** Whether it is of use to run several inputs together; each comes out as it does alone, but for rounding. */
    default boolean runsTogether() {
        return false;
    }

    /**
     * Runs several inputs, whatever becomes of each other.
     *
     * @return one result for each, in their order
     */
    default List<Result> run(Map<String, Model> graphs, List<Input> inputs) {
        var results = new ArrayList<Result>(inputs.size());
        for (var input : inputs) {
            try {
                results.add(new Result.Answered(run(graphs, input)));
            } catch (Throwable e) {
                // Whatever a model or its native code throws is this input's affair, and no other's.
                results.add(new Result.Failed(e));
            }
        }
        return List.copyOf(results);
    }

    /** Frees what the task holds beside the weights. */
    @Override
    void close();

    /** An invocation's body as the caller sent it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would be one more per invocation
    record Input(@Nullable String contentType, byte[] body) {}

    /** What became of one input among several. */
    sealed interface Result {
        record Answered(Answer answer) implements Result {}

        /** @param cause {@link BadInputException} if the input is not what the task takes */
        record Failed(Throwable cause) implements Result {}
    }

    /** An invocation's answer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would be one more per invocation
    record Answer(String contentType, byte[] body) {

        public static Answer json(byte[] body) {
            return new Answer("application/json", body);
        }
    }
}
