package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.telemetry.trace.TraceContext;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.task.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the terminal record of a dispatch, then lets its answer go. A log that does not acknowledge is tried again until
 * the deadline; after that the invocation's outcome is the gateway's to write, and the dispatch ends without an answer.
 */
final class OutcomeWriter {

    private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);
    private static final Duration BACK_OFF = Duration.ofMillis(200);

    private final DispatchLog dispatchLog;
    private final Reception reception;
    private final WorkerIdentity worker;
    private final GpuNames gpus;
    private final ExecutionTraces traces;

    OutcomeWriter(DispatchLog dispatchLog, Reception reception, WorkerIdentity worker, GpuNames gpus, Tracing tracing) {
        this.dispatchLog = dispatchLog;
        this.reception = reception;
        this.worker = worker;
        this.gpus = gpus;
        this.traces = new ExecutionTraces(tracing, worker);
    }

    /** Blocks until the record is acknowledged or given up. */
    void write(Execution execution, Ending ending, @Nullable Long startedEpochMillis) {
        var span = traces.begin(execution, ending);
        try (var _ = execution.names().put()) {
            write(execution, ending, startedEpochMillis, span.context());
        } finally {
            span.end();
        }
    }

    /** Lets a dispatch end without an outcome: it did not run here. */
    void withdraw(Execution execution) {
        reception.lost(execution);
        execution.outcome().completeExceptionally(new HandedBackException());
    }

    private void write(Execution execution, Ending ending, @Nullable Long startedEpochMillis, TraceContext trace) {
        while (true) {
            try {
                var outcome = append(execution, ending, startedEpochMillis, trace);
                reception.ended(execution, outcome);
                execution.outcome().complete(outcome);
                return;
            } catch (DispatchLog.LogUnavailableException e) {
                if (execution.expiredAt(System.nanoTime()) || !pause()) {
                    log.error(
                            "gave up the terminal record invocation={} state={}: {}",
                            execution.request().invocation(),
                            ending.state().wireName(),
                            e.getMessage());
                    reception.lost(execution);
                    execution.outcome().completeExceptionally(e);
                    return;
                }
            }
        }
    }

    private Outcome append(Execution execution, Ending ending, @Nullable Long startedEpochMillis, TraceContext trace)
            throws DispatchLog.LogUnavailableException {
        var request = execution.request();
        var body = body(ending.answer());
        boolean ran = startedEpochMillis != null;
        CacheOutcome cache = ran ? execution.cacheOutcome() : null;
        int attempt = execution.seal();
        var end = Moment.now();
        var timing = execution.spans().timing(end);
        var ended = new ResultRecord.Ended(
                request.invocation(),
                request.label(),
                request.function(),
                request.namespace(),
                request.revision(),
                request.model(),
                attempt,
                ending.state(),
                worker.instance(),
                request.epoch(),
                ran ? gpus.of(request.gpu()) : null,
                cache,
                timing,
                request.createdEpochMillis(),
                startedEpochMillis == null ? 0 : startedEpochMillis,
                end.wall().toEpochMilli(),
                ending.error(),
                ending.answer() == null ? null : ending.answer().contentType(),
                trace.traceparent(),
                trace.tracestate(),
                body);
        dispatchLog.append(ended, request.resultsPartition());
        report(ended);
        return new Outcome(
                request.invocation(),
                request.gpu(),
                attempt,
                ending.state(),
                cache,
                timing,
                execution.batchSize(),
                ending.error());
    }

    private Payload body(Task.@Nullable Answer answer) throws DispatchLog.LogUnavailableException {
        if (answer == null) {
            return Payload.empty();
        }
        return answer.body().length > Topics.INLINE_LIMIT_BYTES
                ? dispatchLog.store(answer.body())
                : new Payload.Inline(answer.body());
    }

    private static void report(ResultRecord.Ended ended) {
        if (ended.state() == InvocationState.SUCCEEDED) {
            log.debug("ended invocation={} state=succeeded timing={}", ended.id(), ended.timing());
        } else {
            log.info(
                    "ended invocation={} function={} model={} state={} error={}",
                    ended.id(),
                    ended.function(),
                    ended.model(),
                    ended.state().wireName(),
                    ended.error());
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(BACK_OFF);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
