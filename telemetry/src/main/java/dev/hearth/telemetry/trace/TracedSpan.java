package dev.hearth.telemetry.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stretch of an invocation's way, and what is handed on of it. Where nothing is recorded it is that alone. Thread-safe. */
public final class TracedSpan {

    private final TraceContext context;
    private final @Nullable Span recorded;

    TracedSpan(TraceContext context, @Nullable Span recorded) {
        this.context = context;
        this.recorded = recorded;
    }

    /** What comes of it is traced under this. */
    public TraceContext context() {
        return context;
    }

    public TracedSpan set(String attribute, String value) {
        if (recorded != null) {
            recorded.setAttribute(attribute, value);
        }
        return this;
    }

    public TracedSpan set(String attribute, long value) {
        if (recorded != null) {
            recorded.setAttribute(attribute, value);
        }
        return this;
    }

    public TracedSpan set(String attribute, boolean value) {
        if (recorded != null) {
            recorded.setAttribute(attribute, value);
        }
        return this;
    }

    /** Marks it as failed; with a code, never with what a caller sent. */
    public TracedSpan fail(String code) {
        if (recorded != null) {
            recorded.setStatus(StatusCode.ERROR, code);
        }
        return this;
    }

    /** Ends it now; once. */
    public void end() {
        if (recorded != null) {
            recorded.end();
        }
    }

    /** Ends it at a moment that has passed; once. */
    public void endAt(long epochNanos) {
        if (recorded != null) {
            recorded.end(epochNanos, TimeUnit.NANOSECONDS);
        }
    }
}
