package dev.hearth.scheduler.forecast;

import dev.hearth.contracts.registry.ForecastRecord.Cost;
import dev.hearth.contracts.registry.ForecastRecord.ModelCosts;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cost.Forecast;
import dev.hearth.scheduling.cost.ModelForecast;
import dev.hearth.telemetry.metrics.BoundedLabel;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the core expects of the models it learned of last, {@value #LIMIT} at most, for whoever asks while the core goes
 * on. Put by the loop's thread, read by any.
 */
public final class Forecasts {

    static final int LIMIT = BoundedLabel.LIMIT;

    private static final double NANOS_PER_MS = 1e6;

    private final InstantSource clock;
    private final SequencedMap<ModelId, ModelCosts> known = new LinkedHashMap<>();
    private long version;

    /** @param clock says when a measurement was heard of */
    public Forecasts(InstantSource clock) {
        this.clock = clock;
    }

    /** In real time. */
    public synchronized void put(ModelForecast forecast) {
        var before = known.get(forecast.model());
        known.putLast(forecast.model(), costs(forecast, before));
        if (known.size() > LIMIT) {
            known.pollFirstEntry();
        }
        version++;
    }

    /** Learned of last is last. */
    public synchronized List<ModelCosts> models() {
        return List.copyOf(known.values());
    }

    /** Grows with every change. */
    synchronized long version() {
        return version;
    }

    private ModelCosts costs(ModelForecast forecast, @Nullable ModelCosts before) {
        var load = new LinkedHashMap<String, Cost>();
        forecast.loads().forEach((tier, cost) -> {
            var name = tier.name().toLowerCase(Locale.ROOT);
            load.put(name, cost(cost, before == null ? null : before.load().get(name)));
        });
        var inference = forecast.inference().orElse(null);
        return new ModelCosts(
                forecast.model().name(),
                inference == null ? null : cost(inference, before == null ? null : before.inference()),
                load);
    }

    /** The time of a measurement stays until there is another. */
    private Cost cost(Forecast forecast, @Nullable Cost before) {
        var cost = new Cost(
                forecast.expectedNanos() / NANOS_PER_MS,
                forecast.measuredNanos() / NANOS_PER_MS,
                before == null ? clock.millis() : before.measuredEpochMillis(),
                forecast.medianError(),
                forecast.predictions());
        return before == null || cost.equals(before)
                ? cost
                : new Cost(
                        cost.expectedMs(),
                        cost.measuredMs(),
                        clock.millis(),
                        cost.medianErrorRatio(),
                        cost.predictions());
    }
}
