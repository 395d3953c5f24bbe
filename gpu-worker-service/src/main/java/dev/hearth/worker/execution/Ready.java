package dev.hearth.worker.execution;

import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.Task;
import java.util.concurrent.TimeUnit;

/**
 * A dispatch that has all it needs to run.
 *
 * @param readyNanos since when, of {@link System#nanoTime}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Ready(Execution execution, ResidentModel model, byte[] body, long readyNanos) {

    Task.Input input() {
        return new Task.Input(execution.request().contentType(), body);
    }

    /** Most that run with it, itself included: what may have ended a worker runs alone, whatever its function says. */
    int maxBatch() {
        return model.runsTogether() && execution.attempt() == 1
                ? execution.request().maxBatch()
                : 1;
    }

    /** How long it waits for company. */
    long maxDelayNanos() {
        return TimeUnit.MILLISECONDS.toNanos(execution.request().maxDelayMillis());
    }
}
