package dev.hearth.telemetry.logging;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.telemetry.trace.TraceContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What an invocation is called in logs. Lines that are written between {@link #put} and the closing of what it returns carry
 * the names, as {@code invocation}, {@code callId} and {@code traceId} in JSON, the last two before the text in plain lines.
 *
 * @param invocation its id
 * @param callId the caller's label, else the id
 * @param traceId absent if it is not traced
 */
public record InvocationNames(
        String invocation, String callId, @Nullable String traceId) {

    private static final String INVOCATION = "invocation";
    private static final String CALL = "callId";
    private static final String TRACE = "traceId";

    public static InvocationNames of(InvocationRecord invocation) {
        return of(invocation.id(), invocation.label(), invocation.traceparent());
    }

    public static InvocationNames of(DispatchRequest dispatch) {
        return of(dispatch.invocation(), dispatch.label(), dispatch.traceparent());
    }

    public static InvocationNames of(ResultRecord.Ended ended) {
        return of(ended.id(), ended.label(), ended.traceparent());
    }

    public static InvocationNames of(String invocation, String callId, @Nullable String traceparent) {
        return new InvocationNames(invocation, callId, traceparent == null ? null : TraceContext.traceId(traceparent));
    }

    /** Of an invocation that nothing but its id is known of. */
    public static InvocationNames of(String invocation) {
        return new InvocationNames(invocation, invocation, null);
    }

    /** Puts the names on this thread's lines; to be closed on this thread. */
    public Scope put() {
        var before = new Scope(MDC.get(INVOCATION), MDC.get(CALL), MDC.get(TRACE));
        set(INVOCATION, invocation);
        set(CALL, callId);
        set(TRACE, traceId);
        return before;
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    /** Names that stood before, and stand again once it is closed. */
    public record Scope(
            @Nullable String invocation,
            @Nullable String callId,
            @Nullable String traceId) implements AutoCloseable {

        @Override
        public void close() {
            set(INVOCATION, invocation);
            set(CALL, callId);
            set(TRACE, traceId);
        }
    }
}
