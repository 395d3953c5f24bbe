package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.problem.RefusedException;
import dev.hearth.gateway.result.Waiters;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.telemetry.trace.TraceContext;
import dev.hearth.telemetry.trace.TracedSpan;
import dev.hearth.telemetry.trace.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Appends an invocation and waits for its outcome, which is whatever the results log has first. A little after the deadline
 * the gateway appends an expiry of its own and goes on reading; only a log that stays silent leaves the outcome unknown.
 */
final class Invoker {

    private static final Logger log = LoggerFactory.getLogger(Invoker.class);

    private final Waiters waiters;
    private final InvocationLog invocations;
    private final Tracing tracing;
    private final Scheduler timer;
    private final InvocationProperties properties;
    private final String instance;

    /** @param timer one for all deadlines */
    Invoker(
            Waiters waiters,
            InvocationLog invocations,
            Tracing tracing,
            Scheduler timer,
            InvocationProperties properties,
            String instance) {
        this.waiters = waiters;
        this.invocations = invocations;
        this.tracing = tracing;
        this.timer = timer;
        this.properties = properties;
        this.instance = instance;
    }

    /**
     * Submits at once, not at subscription. Whoever cancels stops waiting; the invocation goes on.
     *
     * @param receipt what {@code invocation} was made from
     * @param remaining time until the deadline
     * @param appended runs once the log has the invocation or will never have it from here
     */
    Mono<ResultRecord.Ended> invoke(
            InvocationRecord invocation, Receipt receipt, Duration remaining, Runnable appended) {
        var id = invocation.id();
        // Waiting begins before the append: the outcome may be there before the acknowledgement.
        var waiter = waiters.register(id);
        var sending = sending(invocation);
        var sent = invocation.traced(
                sending.context().traceparent(), sending.context().tracestate());
        // The body is let go here; it may be large and the wait long.
        var accepted = sent.withBody(Payload.empty());
        var _ = invocations.append(sent).whenComplete((done, failure) -> {
            appended.run();
            ended(sending, accepted, failure);
            if (failure != null) {
                waiter.fail(AppendFailure.cause(failure));
            }
        });
        var outcome = Mono.fromFuture(waiter.outcome(), true);
        var patience = remaining.plus(properties.expiryMargin());
        return outcome.timeout(patience, Mono.defer(() -> expire(accepted, receipt, outcome)), timer)
                .doFinally(end -> waiters.forget(id));
    }

    private TracedSpan sending(InvocationRecord invocation) {
        return tracing.begin("send " + Topics.INVOCATIONS, SpanKind.PRODUCER, TraceContext.of(invocation))
                .set("messaging.system", "kafka")
                .set("messaging.operation.type", "send")
                .set("messaging.destination.name", Topics.INVOCATIONS)
                .set("messaging.message.id", invocation.id());
    }

    private static void ended(TracedSpan sending, InvocationRecord accepted, @Nullable Throwable failure) {
        if (failure != null) {
            sending.fail(AppendFailure.cause(failure).getClass().getSimpleName());
        }
        sending.end();
        if (log.isDebugEnabled()) {
            try (var _ = InvocationNames.of(accepted).put()) {
                log.debug(
                        "appended invocation={} function={} revision={} failure={}",
                        accepted.id(),
                        accepted.function(),
                        accepted.revision(),
                        failure == null ? "none" : failure.toString());
            }
        }
    }

    private Mono<ResultRecord.Ended> expire(
            InvocationRecord invocation, Receipt receipt, Mono<ResultRecord.Ended> outcome) {
        try (var _ = InvocationNames.of(invocation).put()) {
            log.debug("deadline passed invocation={} function={}", invocation.id(), invocation.function());
        }
        var _ = invocations
                .append(expired(invocation, receipt), invocation.resultsPartition())
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        try (var _ = InvocationNames.of(invocation).put()) {
                            log.warn("could not append expiry invocation={}: {}", invocation.id(), failure.toString());
                        }
                    }
                });
        return outcome.timeout(properties.outcomeGrace(), Mono.error(() -> outcomeUnknown(invocation.id())), timer);
    }

    private RefusedException outcomeUnknown(String id) {
        return new RefusedException(
                ErrorCode.OUTCOME_UNKNOWN,
                "invocation " + id + " passed its deadline and the log did not give its outcome within "
                        + properties.outcomeGrace().toMillis() + " ms more");
    }

    private ResultRecord.Ended expired(InvocationRecord invocation, Receipt receipt) {
        var elapsedNanos = receipt.elapsedNanos();
        var waitedMs = elapsedNanos / 1e6;
        return new ResultRecord.Ended(
                invocation.id(),
                invocation.label(),
                invocation.function(),
                invocation.namespace(),
                invocation.revision(),
                invocation.model(),
                ResultRecord.ANY_ATTEMPT,
                InvocationState.EXPIRED,
                instance,
                0,
                null,
                null,
                // From here the time looks like one long wait; where it really went is not known at the gateway.
                new Timing(waitedMs, 0, 0, 0, waitedMs),
                invocation.createdEpochMillis(),
                0,
                invocation.createdEpochMillis() + (long) waitedMs,
                new ResultRecord.Failure(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "invocation " + invocation.id() + " did not end within "
                                + (invocation.deadlineEpochMillis() - invocation.createdEpochMillis()) + " ms"),
                null,
                invocation.traceparent(),
                invocation.tracestate(),
                Payload.empty());
    }
}
