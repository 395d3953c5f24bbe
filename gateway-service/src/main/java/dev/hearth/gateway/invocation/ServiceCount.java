package dev.hearth.gateway.invocation;

import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.telemetry.metrics.BoundedLabel;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/**
 * {@code gateway_service_count{function_name}}, 1 for every function there is, as the catalogue says at the moment of the
 * scrape. The series of functions that are gone leave with it.
 */
final class ServiceCount implements Collector {

    private final FunctionCatalogue catalogue;
    private final InvocationMetrics invocations;

    ServiceCount(FunctionCatalogue catalogue, InvocationMetrics invocations) {
        this.catalogue = catalogue;
        this.invocations = invocations;
    }

    @Override
    public MetricSnapshot collect() {
        var existing = catalogue.keys();
        invocations.retain(existing);
        var counts = GaugeSnapshot.builder()
                .name("gateway_service_count")
                .help("1 for every deployed function, at most 1000 of them");
        existing.stream()
                .limit(BoundedLabel.LIMIT)
                .forEach(function -> counts.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("function_name", function))
                        .value(1)
                        .build()));
        return counts.build();
    }
}
