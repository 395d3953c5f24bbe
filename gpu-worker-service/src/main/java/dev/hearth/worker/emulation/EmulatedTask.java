package dev.hearth.worker.emulation;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.task.Task;
import java.util.Map;

/** Takes any input, lets the inference time pass, and answers that nothing was computed. */
final class EmulatedTask implements Task {

    private static final double MILLISECOND = 1e6;

    private final EmulatedTime time;
    private final long inferenceNanos;
    private final Answer answer;

    EmulatedTask(ModelReference model, EmulatedTime time, long inferenceNanos) {
        this.time = time;
        this.inferenceNanos = inferenceNanos;
        this.answer = Answer.json(WireJson.mapper()
                .writeValueAsBytes(new Emulated(model.shortName(), true, inferenceNanos / MILLISECOND)));
    }

    @Override
    public Answer run(Map<String, Model> graphs, Input input) throws TranslateException {
        try {
            time.pass(inferenceNanos);
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TranslateException("the worker ends", e);
        }
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    /** @param inferenceMs in emulated time */
    private record Emulated(String model, boolean emulated, double inferenceMs) {}
}
