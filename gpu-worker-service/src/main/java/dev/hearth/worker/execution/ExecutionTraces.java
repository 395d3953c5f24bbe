package dev.hearth.worker.execution;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.telemetry.trace.TraceContext;
import dev.hearth.telemetry.trace.TracedSpan;
import dev.hearth.telemetry.trace.Tracing;
import dev.hearth.worker.WorkerIdentity;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Optional;

/** Traces dispatches from the marks they left, once they have ended: an inference never waits for its spans. */
final class ExecutionTraces {

    private final Tracing tracing;
    private final WorkerIdentity worker;

    ExecutionTraces(Tracing tracing, WorkerIdentity worker) {
        this.tracing = tracing;
        this.worker = worker;
    }

    /** The span of a dispatch that has ended, but for its terminal record; its load and its inference are within. */
    TracedSpan begin(Execution execution, Ending ending) {
        var request = execution.request();
        var spans = execution.spans();
        var cache = execution.cacheOutcome();
        var span = tracing.begin("execute", SpanKind.SERVER, TraceContext.of(request), spans.arrivalEpochNanos())
                .set("faas.invocation_id", request.invocation())
                .set("faas.name", FunctionRecord.key(request.function(), request.namespace()))
                .set("faas.trigger", "http")
                .set("faas.coldstart", cache != CacheOutcome.HIT)
                .set("hearth.cache", cache.wireName())
                .set("hearth.model", request.model().shortName())
                .set("hearth.gpu", worker.gpuId(request.gpu()))
                .set("hearth.attempt", execution.attempt())
                .set("hearth.batch_size", execution.batchSize());
        if (ending.error() != null) {
            span.fail(ending.error().code().name());
        }
        var within = Optional.of(span.context());
        spans.loading().ifPresent(load -> stretch("load", within, load));
        spans.running().ifPresent(run -> stretch("inference", within, run));
        return span;
    }

    private void stretch(String name, Optional<TraceContext> within, Spans.Stretch stretch) {
        tracing.begin(name, SpanKind.INTERNAL, within, stretch.beginEpochNanos())
                .endAt(stretch.endEpochNanos());
    }
}
