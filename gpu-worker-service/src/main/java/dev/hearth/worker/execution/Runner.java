package dev.hearth.worker.execution;

import ai.djl.translate.TranslateException;
import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.worker.model.ResidentModel;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an admitted dispatch to its end: waits for model and input side by side, runs it on its GPU's compute lane, hands
 * the ending to the writer. Nothing but inference itself holds the lane.
 */
final class Runner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private final DispatchLog dispatchLog;
    private final OutcomeWriter writer;

    /** Their number is that of the dispatches under way, which the local queues bound. */
    private final ExecutorService writers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("outcome-", 0).factory());

    Runner(DispatchLog dispatchLog, OutcomeWriter writer) {
        this.dispatchLog = dispatchLog;
        this.writer = writer;
    }

    /** @param computeLane of the GPU that admitted the dispatch */
    void start(Execution execution, Payload input, Executor computeLane) {
        var spans = execution.spans();
        var resident = execution.lease().model();
        var fetched = dispatchLog.fetch(input);
        boolean residentAtOnce = resident.isDone();
        boolean fetchedAtOnce = fetched.isDone();
        var model = resident.whenComplete((loaded, failure) -> {
            if (failure == null) {
                spans.modelReady(residentAtOnce ? spans.admitted() : System.nanoTime());
            } else {
                endWaiting(execution, Ending.failed(ErrorCode.MODEL_LOAD_FAILED, message(failure)));
            }
        });
        var body = fetched.whenComplete((bytes, failure) -> {
            if (failure == null) {
                spans.inputReady(fetchedAtOnce ? spans.admitted() : System.nanoTime());
            } else {
                endWaiting(
                        execution,
                        Ending.failed(ErrorCode.UNAVAILABLE, "the input cannot be fetched: " + message(failure)));
            }
        });
        var _ = model.thenAcceptBoth(body, (loaded, bytes) -> computeLane.execute(() -> run(execution, loaded, bytes)));
    }

    /** Ends a dispatch that has not started; false if it has. */
    boolean recall(Execution execution) {
        return endWaiting(execution, Ending.recalled());
    }

    /** Gives up the terminal records that the log has not taken. */
    @Override
    public void close() {
        writers.shutdownNow();
    }

    private boolean endWaiting(Execution execution, Ending ending) {
        if (!execution.endWaiting()) {
            return false;
        }
        conclude(execution, ending, null);
        return true;
    }

    /** On the compute lane. */
    private void run(Execution execution, ResidentModel model, byte[] body) {
        if (!execution.start()) {
            return;
        }
        // What a model's translators log is of this invocation too.
        try (var _ = execution.names().put()) {
            runStarted(execution, model, body);
        }
    }

    private void runStarted(Execution execution, ResidentModel model, byte[] body) {
        var start = Moment.now();
        execution.spans().started(start.nanos());
        if (execution.expiredAt(start.nanos())) {
            conclude(execution, Ending.expired(), null);
            return;
        }
        execution.lease().start();
        var ending = infer(execution, model, new Task.Input(execution.request().contentType(), body));
        execution.spans().inferred(System.nanoTime());
        conclude(execution, ending, start.wall().toEpochMilli());
    }

    private static Ending infer(Execution execution, ResidentModel model, Task.Input input) {
        try {
            var answer = model.run(input);
            int length = answer.body().length;
            return length <= Topics.BODY_LIMIT_BYTES
                    ? Ending.succeeded(answer)
                    : Ending.failed(
                            ErrorCode.INFERENCE_FAILED,
                            "the answer has " + length + " bytes, more than " + Topics.BODY_LIMIT_BYTES);
        } catch (BadInputException e) {
            return Ending.failed(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            // Whatever a model or its native code throws ends this invocation, not the lane.
            log.warn("inference failed invocation={}", execution.request().invocation(), e);
            return Ending.failed(ErrorCode.INFERENCE_FAILED, message(e));
        }
    }

    private void conclude(Execution execution, Ending ending, @Nullable Long startedEpochMillis) {
        execution.lease().release();
        writers.execute(() -> writer.write(execution, ending, startedEpochMillis));
    }

    /** Says what happened, without the layers that only say that something did. */
    static String message(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof TranslateException)) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
