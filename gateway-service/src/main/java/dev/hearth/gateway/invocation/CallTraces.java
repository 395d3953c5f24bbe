package dev.hearth.gateway.invocation;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.telemetry.trace.TraceContext;
import dev.hearth.telemetry.trace.TracedSpan;
import dev.hearth.telemetry.trace.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;

/** What is traced and logged of a call as a whole: in the caller's trace, or in one that begins here. */
final class CallTraces {

    private static final Logger log = LoggerFactory.getLogger(CallTraces.class);
    private static final int SERVER_ERROR = 500;

    private final Tracing tracing;

    CallTraces(Tracing tracing) {
        this.tracing = tracing;
    }

    TracedSpan begin(ServerWebExchange exchange, Receipt receipt, FunctionRecord function) {
        var headers = exchange.getRequest().getHeaders();
        var caller = TraceContext.ofHeaders(
                headers.getOrEmpty(HearthHeaders.TRACEPARENT), headers.getOrEmpty(HearthHeaders.TRACESTATE));
        return tracing.begin("call function", SpanKind.SERVER, caller, receipt.receivedEpochNanos())
                .set("faas.invocation_id", receipt.id())
                .set("faas.name", function.key())
                .set("faas.trigger", "http")
                .set("http.request.method", exchange.getRequest().getMethod().name());
    }

    /** Says what became of the invocation. */
    void outcome(TracedSpan span, ResultRecord.Ended ended) {
        if (ended.cache() != null) {
            span.set("faas.coldstart", ended.cache() != CacheOutcome.HIT);
        }
        if (ended.error() != null) {
            span.fail(ended.error().code().name());
        }
    }

    /** Ends the call as it was answered; without a status its caller has left. */
    void ended(ServerWebExchange exchange, Receipt receipt, FunctionRecord function, TracedSpan span) {
        var status = exchange.getResponse().getStatusCode();
        if (status != null) {
            span.set("http.response.status_code", status.value());
            if (status.value() >= SERVER_ERROR) {
                span.fail(Integer.toString(status.value()));
            }
        }
        span.end();
        if (log.isDebugEnabled()) {
            var label = exchange.getResponse().getHeaders().getFirst(HearthHeaders.CALL_ID);
            var names = InvocationNames.of(
                    receipt.id(),
                    label == null ? receipt.id() : label,
                    span.context().traceparent());
            try (var _ = names.put()) {
                log.debug(
                        "answered invocation={} function={} status={} ms={}",
                        receipt.id(),
                        function.key(),
                        status == null ? "none" : status.value(),
                        receipt.elapsedNanos() / 1_000_000);
            }
        }
    }
}
