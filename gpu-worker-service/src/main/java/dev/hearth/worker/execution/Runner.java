package dev.hearth.worker.execution;

import ai.djl.translate.TranslateException;
import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.worker.task.BadInputException;
import dev.hearth.worker.task.Task;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an admitted dispatch to its end: waits for model and input side by side, runs it on its GPU's compute lane, by itself
 * or with others, and hands the ending to the writer. Nothing but inference itself holds the lane.
 */
final class Runner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private final DispatchLog dispatchLog;
    private final OutcomeWriter writer;
    private final DispatchMetrics metrics;

    /** Their number is that of the dispatches under way, which the local queues bound. */
    private final ExecutorService writers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("outcome-", 0).factory());

    Runner(DispatchLog dispatchLog, OutcomeWriter writer, DispatchMetrics metrics) {
        this.dispatchLog = dispatchLog;
        this.writer = writer;
        this.metrics = metrics;
    }

    /** @param computeLane of the GPU that admitted the dispatch */
    void start(Execution execution, Payload input, ComputeLane computeLane) {
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
        var _ = model.thenAcceptBoth(
                body,
                (loaded, bytes) -> computeLane.add(new Ready(execution, loaded, bytes, System.nanoTime()), this::run));
    }

    /** Ends a dispatch that has not started; false if it has. */
    boolean recall(Execution execution) {
        return endWaiting(execution, Ending.recalled());
    }

    /** Gives up a dispatch that has not started, so that it can run elsewhere; false if it has. */
    boolean handBack(Execution execution) {
        if (!execution.endWaiting()) {
            return false;
        }
        execution.lease().release();
        writer.withdraw(execution);
        return true;
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

    /** On the compute lane. Each member has the batch's own span, and an ending of its own. */
    private void run(List<Ready> batch) {
        var start = Moment.now();
        var members = batch.stream().filter(ready -> begins(ready, start)).toList();
        if (members.isEmpty()) {
            return;
        }
        members.forEach(member -> member.execution().runsAmong(members.size()));
        metrics.began(members.getFirst().execution(), members.size());
        var results = infer(members);
        long inferred = System.nanoTime();
        for (int i = 0; i < members.size(); i++) {
            var execution = members.get(i).execution();
            execution.spans().inferred(inferred);
            conclude(execution, ending(execution, results.get(i)), start.wall().toEpochMilli());
        }
    }

    /** Whether it runs: it was not recalled, and has time left. */
    private boolean begins(Ready ready, Moment start) {
        var execution = ready.execution();
        if (!execution.start()) {
            return false;
        }
        execution.spans().started(start.nanos());
        if (execution.expiredAt(start.nanos())) {
            conclude(execution, Ending.expired(), null);
            return false;
        }
        execution.lease().start();
        return true;
    }

    private static List<Task.Result> infer(List<Ready> members) {
        if (members.size() > 1) {
            return inferWithinMemory(members);
        }
        // What a model's translators log is of this invocation too.
        try (var _ = members.getFirst().execution().names().put()) {
            return inferWithinMemory(members);
        }
    }

    /** Where the device has no memory for it, idle models leave and it is tried once more. */
    private static List<Task.Result> inferWithinMemory(List<Ready> members) {
        var model = members.getFirst().model();
        var lease = members.getFirst().execution().lease();
        var inputs = members.stream().map(Ready::input).toList();
        var run = model.run(inputs);
        if (run.lackedMemory()) {
            lease.makeRoom(run.lackedBytes()).join();
            run = model.run(inputs);
        }
        if (run.lackedMemory()) {
            lease.quarantine("a run found no " + run.lackedBytes() + " bytes beside the models in use");
        }
        lease.ran(model.workspaceBytes());
        return run.results();
    }

    private static Ending ending(Execution execution, Task.Result result) {
        return switch (result) {
            case Task.Result.Answered(var answer) -> {
                int length = answer.body().length;
                yield length <= Topics.BODY_LIMIT_BYTES
                        ? Ending.succeeded(answer)
                        : Ending.failed(
                                ErrorCode.INFERENCE_FAILED,
                                "the answer has " + length + " bytes, more than " + Topics.BODY_LIMIT_BYTES);
            }
            case Task.Result.Failed(BadInputException e) ->
                Ending.failed(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()));
            case Task.Result.Failed(var cause) -> {
                log.warn("inference failed invocation={}", execution.request().invocation(), cause);
                yield Ending.failed(ErrorCode.INFERENCE_FAILED, message(cause));
            }
        };
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
