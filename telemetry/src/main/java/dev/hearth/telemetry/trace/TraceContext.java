package dev.hearth.telemetry.trace;

import dev.hearth.contracts.invocation.HearthHeaders;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.worker.DispatchRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace as W3C Trace Context writes it; handed on as text, in records and headers.
 *
 * @param traceparent well formed
 * @param tracestate what tracing systems say to each other, at most {@value #STATE_LIMIT} characters
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {

    /** A longer tracestate is dropped; the standard asks for no more. */
    public static final int STATE_LIMIT = 512;

    private static final int ID_BEGIN = "00-".length();
    private static final int ID_END = ID_BEGIN + 32;

    /** Sampled, and random; others have no meaning yet and are not handed on. */
    private static final int KNOWN_FLAGS = 3;

    private static final HexFormat HEX = HexFormat.of();
    private static final TextMapGetter<Map<String, String>> GETTER = new Headers();

    /**
     * What a caller's headers say: nothing if the parent is absent, given twice or malformed; then the state counts for nothing
     * either. A state in several headers is one list.
     */
    public static Optional<TraceContext> ofHeaders(List<String> traceparents, List<String> tracestates) {
        if (traceparents.size() != 1) {
            return Optional.empty();
        }
        var headers = new HashMap<String, String>();
        headers.put(HearthHeaders.TRACEPARENT, traceparents.getFirst());
        var state = String.join(",", tracestates);
        if (!state.isEmpty() && state.length() <= STATE_LIMIT) {
            headers.put(HearthHeaders.TRACESTATE, state);
        }
        var read = read(headers);
        return read.isValid() ? Optional.of(of(read)) : Optional.empty();
    }

    public static Optional<TraceContext> of(InvocationRecord invocation) {
        return ofRecord(invocation.traceparent(), invocation.tracestate());
    }

    public static Optional<TraceContext> of(DispatchRequest dispatch) {
        return ofRecord(dispatch.traceparent(), dispatch.tracestate());
    }

    private static Optional<TraceContext> ofRecord(@Nullable String traceparent, @Nullable String tracestate) {
        return traceparent == null ? Optional.empty() : Optional.of(new TraceContext(traceparent, tracestate));
    }

    /** The beginning of a trace that nobody records. */
    static TraceContext unrecorded() {
        var random = ThreadLocalRandom.current();
        // Neither id may be all zeros.
        var spanId = random.nextLong(1, Long.MAX_VALUE);
        var ids = HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong(1, Long.MAX_VALUE));
        return new TraceContext("00-" + ids + "-" + HEX.toHexDigits(spanId) + "-00", null);
    }

    static TraceContext of(SpanContext span) {
        var traceparent = "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
        return new TraceContext(traceparent, text(span.getTraceState()));
    }

    /** 32 hexadecimal digits, the same for all of a trace. */
    public String traceId() {
        return traceId(traceparent);
    }

    /** The trace that a {@code traceparent} belongs to. */
    public static String traceId(String traceparent) {
        return traceparent.length() < ID_END ? "" : traceparent.substring(ID_BEGIN, ID_END);
    }

    SpanContext span() {
        var headers = new HashMap<String, String>();
        headers.put(HearthHeaders.TRACEPARENT, traceparent);
        if (tracestate != null) {
            headers.put(HearthHeaders.TRACESTATE, tracestate);
        }
        return read(headers);
    }

    private static SpanContext read(Map<String, String> headers) {
        var context = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
        var read = Span.fromContext(context).getSpanContext();
        var flags = read.getTraceFlags().asByte();
        return read.isValid() && flags != (flags & KNOWN_FLAGS)
                ? SpanContext.createFromRemoteParent(
                        read.getTraceId(),
                        read.getSpanId(),
                        TraceFlags.fromByte((byte) (flags & KNOWN_FLAGS)),
                        read.getTraceState())
                : read;
    }

    private static @Nullable String text(TraceState state) {
        if (state.isEmpty()) {
            return null;
        }
        var text = new StringBuilder();
        state.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ",").append(key).append('=').append(value));
        return text.toString();
    }

    private static final class Headers implements TextMapGetter<Map<String, String>> {

        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    }
}
