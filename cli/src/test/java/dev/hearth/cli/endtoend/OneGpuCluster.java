package dev.hearth.cli.endtoend;

import dev.hearth.testing.OtlpReceiver;
import java.util.Map;

/**
 * One GPU with room for one model like the sample's, without functions, and observed: the services send their spans to a
 * collector here, and log all that Hearth has to say. Tests take no process from it, and leave nothing running on the GPU.
 */
final class OneGpuCluster extends ClusterFlavour {

    /** For as long as this JVM runs: a cluster may be started again. */
    private static final OtlpReceiver COLLECTOR = OtlpReceiver.start();

    /** Where the spans come in. */
    static OtlpReceiver collector() {
        return COLLECTOR;
    }

    @Override
    HearthCluster start() {
        var environment = Map.of(
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                COLLECTOR.endpoint(),
                "LOGGING_LEVEL_DEV_HEARTH",
                "debug");
        return HearthCluster.start(
                new HearthScript(environment),
                "one-gpu",
                "--workers",
                "1",
                "--devices",
                "1",
                "--device-memory",
                "32MB",
                "--samples",
                "none");
    }
}
