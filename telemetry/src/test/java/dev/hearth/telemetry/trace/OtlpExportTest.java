package dev.hearth.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.OtlpReceiver;
import io.opentelemetry.api.trace.SpanKind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpExportTest {

    private static final Optional<TraceContext> CALLER =
            TraceContext.ofHeaders(List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), List.of());

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final SpanExport export = OtlpExport.start(
            new TracingProperties(URI.create(receiver.endpoint()), Duration.ofSeconds(5)),
            1,
            new OtlpExport.Sender("gateway", "gateway-1"));

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void sendsSpansThatAreParentsOfOneAnother() {
        var call = export.tracing().begin("call function", SpanKind.SERVER, CALLER);
        var send = export.tracing().begin("send", SpanKind.PRODUCER, Optional.of(call.context()));
        send.set("messaging.system", "kafka")
                .set("size", 42)
                .set("faas.coldstart", true)
                .end();
        call.end();
        export.close();

        var sent = receiver.of("0af7651916cd43dd8448eb211c80319c");
        assertThat(sent).hasSize(2);
        assertThat(sent.getFirst().name()).isEqualTo("send");
        assertThat(sent.getFirst().kind()).isEqualTo(OtlpReceiver.Kind.PRODUCER);
        assertThat(sent.getFirst().service()).isEqualTo("gateway");
        assertThat(sent.getFirst().parentSpanId()).isEqualTo(sent.getLast().spanId());
        assertThat(sent.getFirst().attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("size", "42")
                .containsEntry("faas.coldstart", "true");
        assertThat(sent.getLast().parentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void sendsNothingOfATraceThatItsCallerDoesNotRecord() {
        var unsampled =
                TraceContext.ofHeaders(List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"), List.of());

        export.tracing().begin("call function", SpanKind.SERVER, unsampled).end();
        export.close();

        assertThat(receiver.all()).isEmpty();
    }
}
