package dev.hearth.telemetry.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans by OTLP over HTTP, in batches, on a thread of its own. {@value #QUEUE} ended spans wait at most; one more is
 * dropped, and so is a batch that the endpoint does not take in time: no invocation ever waits for its spans.
 */
final class OtlpExport implements SpanExport {

    static final int QUEUE = 2_048;

    private static final int BATCH = 512;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long LAST_SECONDS = 5;

    private final SdkTracerProvider provider;

    private OtlpExport(SdkTracerProvider provider) {
        this.provider = provider;
    }

    /** Connects only once there is something to send. */
    static OtlpExport start(TracingProperties properties, double probability, Sender sender) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(String.valueOf(properties.endpoint()))
                .setTimeout(properties.timeout())
                .build();
        var batches = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(QUEUE)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(PAUSE)
                .setExporterTimeout(properties.timeout())
                .build();
        return new OtlpExport(SdkTracerProvider.builder()
                .setResource(sender.resource())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(probability)))
                .addSpanProcessor(batches)
                .build());
    }

    @Override
    public Tracing tracing() {
        return new Tracing(provider.get("dev.hearth"));
    }

    @Override
    public void close() {
        var _ = provider.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Whose spans they are.
     *
     * @param service e.g. {@code gateway}
     * @param instance e.g. {@code gateway-1}
     */
    record Sender(String service, String instance) {

        Resource resource() {
            return Resource.getDefault()
                    .merge(Resource.create(Attributes.builder()
                            .put("service.name", service)
                            .put("service.namespace", "hearth")
                            .put("service.instance.id", instance)
                            .build()));
        }
    }
}
