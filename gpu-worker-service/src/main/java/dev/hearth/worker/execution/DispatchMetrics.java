package dev.hearth.worker.execution;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts how often models were there when they were needed. */
final class DispatchMetrics {

    private final MeterRegistry registry;

    DispatchMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void admitted(Execution execution) {
        registry.counter(
                        "hearth.cache.requests",
                        "model",
                        execution.request().model().shortName(),
                        "result",
                        execution.cacheOutcome().wireName())
                .increment();
    }
}
