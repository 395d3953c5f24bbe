package dev.hearth.scheduler.forecast;

import dev.hearth.contracts.registry.ForecastRecord.Cost;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.jspecify.annotations.Nullable;

/**
 * {@code hearth_prediction_error_ratio{model,kind,from}}, read when somebody asks. A model has series while it is among
 * the {@value Forecasts#LIMIT} learned of last.
 */
final class ForecastMetrics implements MultiCollector {

    /** Where an inference comes from. */
    private static final String NOWHERE = "none";

    private final Forecasts forecasts;

    ForecastMetrics(Forecasts forecasts) {
        this.forecasts = forecasts;
    }

    @Override
    public MetricSnapshots collect() {
        var errors = GaugeSnapshot.builder()
                .name("hearth_prediction_error_ratio")
                .help("Median of |expected - measured| / measured over the last 50 predictions");
        for (var model : forecasts.models()) {
            add(errors, model.model(), "inference", NOWHERE, model.inference());
            model.load().forEach((tier, load) -> add(errors, model.model(), "load", tier, load));
        }
        return MetricSnapshots.of(errors.build());
    }

    private static void add(GaugeSnapshot.Builder errors, String model, String kind, String from, @Nullable Cost cost) {
        if (cost != null && cost.predictions() > 0) {
            errors.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("model", model, "kind", kind, "from", from))
                    .value(cost.medianErrorRatio())
                    .build());
        }
    }
}
