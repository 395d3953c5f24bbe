package dev.hearth.gateway.invocation;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.problem.RefusedException;
import dev.hearth.telemetry.trace.TracedSpan;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * A call of a known function with headers that make sense.
 *
 * @param span what comes of it is traced under this
 */
record Call(
        ServerWebExchange exchange,
        Receipt receipt,
        String label,
        FunctionRecord function,
        Duration timeout,
        TracedSpan span) {

    private static final int FIRST_ATTEMPT = 1;

    /** @throws RefusedException if a header of the caller's is not what it should be */
    static Call of(ServerWebExchange exchange, Receipt receipt, FunctionRecord function, TracedSpan span) {
        var headers = exchange.getRequest().getHeaders();
        var longest = Math.min(function.timeoutMillis(), Topics.LONGEST_DEADLINE.toMillis());
        return new Call(
                exchange,
                receipt,
                CallerHeaders.label(headers, receipt.id()),
                function,
                CallerHeaders.timeout(headers, Duration.ofMillis(longest)),
                span);
    }

    /** Time until the deadline, at least none. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, timeout.toNanos() - receipt.elapsedNanos()));
    }

    RefusedException bodyTooLate() {
        return new RefusedException(
                ErrorCode.DEADLINE_EXCEEDED, "the body did not arrive within " + timeout.toMillis() + " ms");
    }

    /** The record to append. */
    InvocationRecord record(byte[] body, int resultsPartition) {
        return new InvocationRecord(
                receipt.id(),
                label,
                function.name(),
                function.namespace(),
                function.revision(),
                function.model(),
                function.modelDigest(),
                function.modelBytes(),
                function.maxBatch(),
                function.maxDelayMillis(),
                FIRST_ATTEMPT,
                receipt.receivedEpochMillis(),
                receipt.receivedEpochMillis() + timeout.toMillis(),
                resultsPartition,
                exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_TYPE),
                span.context().traceparent(),
                span.context().tracestate(),
                new Payload.Inline(body));
    }
}
