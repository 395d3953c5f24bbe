package dev.hearth.scheduler.dispatch;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.scheduler.intake.Accepted;
import dev.hearth.scheduler.intake.Intake;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.telemetry.trace.TraceContext;
import dev.hearth.telemetry.trace.TracedSpan;
import dev.hearth.telemetry.trace.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is logged and traced of dispatches, under the names of their invocations. Thread-safe. */
final class DispatchJournal {

    private static final Logger log = LoggerFactory.getLogger(DispatchJournal.class);

    private final Intake intake;
    private final Tracing tracing;

    DispatchJournal(Intake intake, Tracing tracing) {
        this.intake = intake;
        this.tracing = tracing;
    }

    /** The time from when the invocation was read from the log until now; to be ended. */
    TracedSpan waited(Accepted accepted) {
        var invocation = accepted.invocation();
        return tracing.begin("queue", SpanKind.CONSUMER, TraceContext.of(invocation), epochNanos(accepted.readNanos()))
                .set("faas.invocation_id", invocation.id())
                .set("faas.name", FunctionRecord.key(invocation.function(), invocation.namespace()))
                .set("messaging.system", "kafka")
                .set("messaging.operation.type", "process")
                .set("messaging.destination.name", Topics.INVOCATIONS)
                .set(
                        "messaging.destination.partition.id",
                        Integer.toString(accepted.partition().partition()))
                .set("messaging.kafka.offset", accepted.offset());
    }

    void dispatched(Command.Dispatch dispatch) {
        if (log.isDebugEnabled()) {
            var id = dispatch.invocation().id();
            try (var _ = names(id).put()) {
                log.debug(
                        "dispatch invocation={} attempt={} gpu={} kind={} evict={}",
                        id,
                        dispatch.invocation().attempt(),
                        dispatch.gpu(),
                        dispatch.kind(),
                        dispatch.evict());
            }
        }
    }

    void notClaimed(InvocationId id, GpuId gpu, Throwable failure) {
        try (var _ = names(id).put()) {
            log.warn("not claimed invocation={} gpu={}: {}", id, gpu, failure.toString());
        }
    }

    void claimRefused(InvocationId id, GpuId gpu, String reason) {
        try (var _ = names(id).put()) {
            log.debug("claim refused invocation={} gpu={} reason={}", id, gpu, reason);
        }
    }

    void refused(InvocationId id, GpuId gpu, Refusal refusal) {
        try (var _ = names(id).put()) {
            log.info("refused invocation={} gpu={} reason={} detail={}", id, gpu, refusal.reason(), refusal.detail());
        }
    }

    void broke(InvocationId id, GpuId gpu, Throwable cause) {
        try (var _ = names(id).put()) {
            log.warn("exchange broke invocation={} gpu={}: {}", id, gpu, cause.toString());
        }
    }

    void notGivenBack(String id, Throwable failure) {
        try (var _ = names(new InvocationId(id)).put()) {
            log.warn("claim of invocation={} not given back: {}", id, failure.toString());
        }
    }

    void notRecalled(InvocationId id, Throwable failure) {
        try (var _ = names(id).put()) {
            log.warn("not recalled invocation={}: {}", id, failure.toString());
        }
    }

    void ended(InvocationId id, InvocationState state, ErrorCode code, String detail) {
        try (var _ = names(id).put()) {
            log.info("ended invocation={} state={} code={} detail={}", id, state.wireName(), code, detail);
        }
    }

    void endLost(InvocationId id, Throwable failure) {
        try (var _ = names(id).put()) {
            log.error("lost end of invocation={}", id, failure);
        }
    }

    /** Its id alone once it is finished here. */
    private InvocationNames names(InvocationId id) {
        var accepted = intake.find(id);
        return accepted == null ? InvocationNames.of(id.value()) : InvocationNames.of(accepted.invocation());
    }

    private static long epochNanos(long nanos) {
        var now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - (System.nanoTime() - nanos);
    }
}
