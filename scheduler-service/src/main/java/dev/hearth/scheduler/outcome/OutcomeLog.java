package dev.hearth.scheduler.outcome;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.telemetry.logging.InvocationNames;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Appends what the scheduler itself has to say to the results log. Appends are tried until they succeed, at most every
 * {@link #SLOWEST_RETRY}: until then the invocation's offset stays open, so nothing is lost.
 */
public final class OutcomeLog {

    private static final Logger log = LoggerFactory.getLogger(OutcomeLog.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

    private final KafkaTemplate<String, byte[]> producer;
    private final Scheduler sender;
    private final String instance;
    private final Clock clock;

    /** @param sender runs the sends, which may block for a moment */
    OutcomeLog(KafkaTemplate<String, byte[]> producer, Scheduler sender, String instance, Clock clock) {
        this.producer = producer;
        this.sender = sender;
        this.instance = instance;
        this.clock = clock;
    }

    /** From here on worker records of lower attempts are void. */
    public Mono<Void> attempt(InvocationRecord invocation, int attempt) {
        return append(invocation, new ResultRecord.Attempt(invocation.id(), attempt));
    }

    /** The invocation ended here, without a worker. */
    public Mono<Void> ended(
            InvocationRecord invocation,
            InvocationState state,
            double queueMs,
            @Nullable ErrorCode code,
            String detail) {
        var now = clock.millis();
        var total = now - invocation.createdEpochMillis();
        return append(
                invocation,
                new ResultRecord.Ended(
                        invocation.id(),
                        invocation.label(),
                        invocation.function(),
                        invocation.namespace(),
                        invocation.revision(),
                        invocation.model(),
                        ResultRecord.ANY_ATTEMPT,
                        state,
                        instance,
                        0,
                        null,
                        null,
                        new Timing(queueMs, 0, Math.max(0, total - queueMs), 0, total),
                        invocation.createdEpochMillis(),
                        0,
                        now,
                        code == null ? null : new ResultRecord.Failure(code, detail),
                        null,
                        invocation.traceparent(),
                        invocation.tracestate(),
                        Payload.empty()));
    }

    private Mono<Void> append(InvocationRecord invocation, ResultRecord result) {
        return Mono.defer(() -> Mono.fromFuture(producer.send(
                        ResultCodec.write(result, instance, invocation.resultsPartition(), clock.millis()))))
                .subscribeOn(sender)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                        .maxBackoff(SLOWEST_RETRY)
                        .doBeforeRetry(retry -> notAppended(invocation, retry.failure())))
                .then();
    }

    private static void notAppended(InvocationRecord invocation, Throwable failure) {
        try (var _ = InvocationNames.of(invocation).put()) {
            log.warn("not appended, tried again invocation={}: {}", invocation.id(), failure.toString());
        }
    }
}
