package dev.hearth.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.SpanKind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TracingTest {

    private static final Optional<TraceContext> CALLER =
            TraceContext.ofHeaders(List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), List.of("a=1"));
    private static final Optional<TraceContext> UNSAMPLED =
            TraceContext.ofHeaders(List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"), List.of());

    @Test
    void handsACallersContextOnAsItIsWhileItIsOff() {
        var span = Tracing.off().begin("call", SpanKind.SERVER, CALLER);
        span.set("text", "a").set("number", 1).set("truth", true).fail("CODE").end();

        assertThat(span.context()).isEqualTo(CALLER.orElseThrow());
    }

    @Test
    void beginsATraceForACallerThatHasNone() {
        var call = Tracing.off().begin("call", SpanKind.SERVER, Optional.empty());
        var further = Tracing.off().begin("send", SpanKind.PRODUCER, Optional.of(call.context()));

        assertThat(further.context()).isEqualTo(call.context());
    }

    @Test
    void aRecordedSpanIsAPlaceOfItsOwnInTheCallersTrace() {
        try (var export = export(1)) {
            var span = export.tracing().begin("call", SpanKind.SERVER, CALLER);

            assertThat(span.context().traceId()).isEqualTo(CALLER.orElseThrow().traceId());
            assertThat(span.context().traceparent())
                    .endsWith("-01")
                    .isNotEqualTo(CALLER.orElseThrow().traceparent());
            assertThat(span.context().tracestate()).isEqualTo("a=1");
        }
    }

    @Test
    void doesNotRecordWhatTheCallerDoesNot() {
        try (var export = export(1)) {
            assertThat(export.tracing()
                            .begin("call", SpanKind.SERVER, UNSAMPLED)
                            .context()
                            .traceparent())
                    .endsWith("-00");
        }
    }

    @Test
    void recordsNoTraceOfItsOwnWhereTheProbabilityIsNone() {
        try (var export = export(0)) {
            var context = export.tracing()
                    .begin("call", SpanKind.SERVER, Optional.empty())
                    .context();

            assertThat(context.span().isSampled()).isFalse();
            assertThat(context.span().isValid()).isTrue();
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new TracingProperties(URI.create("collector"), Duration.ofSeconds(1)))
                .hasMessageContaining("'collector'; expected a URL such as");
        assertThatThrownBy(() -> new SamplingProperties(1.5)).hasMessageContaining("is 1.5; expected 0 to 1");
        assertThat(new TracingProperties(null, Duration.ofSeconds(1)).exports()).isFalse();
    }

    /** To an endpoint where nobody listens: spans are lost, and nobody waits for them. */
    private static SpanExport export(double probability) {
        return OtlpExport.start(
                new TracingProperties(URI.create("http://127.0.0.1:1/v1/traces"), Duration.ofMillis(200)),
                probability,
                new OtlpExport.Sender("test", "test-1"));
    }
}
