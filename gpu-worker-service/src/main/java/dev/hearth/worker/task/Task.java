package dev.hearth.worker.task;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
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

    /** Frees what the task holds beside the weights. */
    @Override
    void close();

    /** An invocation's body as the caller sent it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would be one more per invocation
    record Input(@Nullable String contentType, byte[] body) {}

    /** An invocation's answer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would be one more per invocation
    record Answer(String contentType, byte[] body) {

        public static Answer json(byte[] body) {
            return new Answer("application/json", body);
        }
    }
}
