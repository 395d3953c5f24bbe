package dev.hearth.telemetry.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans. Every invocation is in a trace, so that all that is said of it can be found by one id; only where export is
 * switched on are spans recorded too. Thread-safe.
 */
public final class Tracing {

    private final @Nullable Tracer tracer;

    Tracing(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /** Hands on what comes in and records nothing. */
    public static Tracing off() {
        return new Tracing(null);
    }

    /** Begins a span now. */
    public TracedSpan begin(String name, SpanKind kind, Optional<TraceContext> parent) {
        return begin(name, kind, parent, 0);
    }

    /**
     * Begins a span at a moment that has passed.
     *
     * @param name one of a few; what differs from call to call is an attribute
     * @param parent a trace begins where there is none
     * @param epochNanos Unix time; 0 for now
     */
    public TracedSpan begin(String name, SpanKind kind, Optional<TraceContext> parent, long epochNanos) {
        if (tracer == null) {
            return new TracedSpan(parent.orElseGet(TraceContext::unrecorded), null);
        }
        var around = parent.map(context -> Context.root().with(Span.wrap(context.span())))
                .orElse(Context.root());
        var builder = tracer.spanBuilder(name).setSpanKind(kind).setParent(around);
        if (epochNanos > 0) {
            builder.setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS);
        }
        var span = builder.startSpan();
        return new TracedSpan(TraceContext.of(span.getSpanContext()), span);
    }
}
