package dev.hearth.worker.execution;

import dev.hearth.telemetry.metrics.BoundedLabel;
import dev.hearth.telemetry.metrics.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Counts how often models were there when they were needed, and times what they did. */
final class DispatchMetrics {

    private static final String MODEL = "model";

    private final BoundedLabel models = new BoundedLabel();
    private final Meter.MeterProvider<Counter> requests;
    private final Meter.MeterProvider<Timer> inferences;
    private final Meter.MeterProvider<DistributionSummary> batchSizes;

    DispatchMetrics(MeterRegistry registry) {
        requests = Counter.builder("hearth.cache.requests")
                .description("Admitted dispatches by whether the model was there")
                .withRegistry(registry);
        inferences = Buckets.latency("hearth.inference")
                .description("Pre-processing, inference and post-processing of an invocation, with those it ran with")
                .withRegistry(registry);
        batchSizes = DistributionSummary.builder("hearth.batch.size")
                .description("Invocations that ran together")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
                .withRegistry(registry);
    }

    void admitted(Execution execution) {
        requests.withTags(
                        MODEL,
                        model(execution),
                        "result",
                        execution.cacheOutcome().wireName())
                .increment();
    }

    /** It began to run, the first of so many that do so together. */
    void began(Execution first, int together) {
        batchSizes.withTags(MODEL, model(first)).record(together);
    }

    /** It ended, whether or not it ran. */
    void ended(Execution execution) {
        execution
                .spans()
                .inferenceNanos()
                .ifPresent(nanos -> inferences.withTags(MODEL, model(execution)).record(nanos, TimeUnit.NANOSECONDS));
    }

    private String model(Execution execution) {
        return models.of(execution.request().model().shortName());
    }
}
