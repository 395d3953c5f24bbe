package dev.hearth.worker.report;

import dev.hearth.telemetry.metrics.BoundedLabel;
import dev.hearth.telemetry.metrics.Buckets;
import dev.hearth.worker.model.ResidencyEvent;
import dev.hearth.worker.model.SizeError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Loads and evictions by model. Models beyond the first {@value BoundedLabel#LIMIT} are counted together, and of pairs of
 * an evicted model and the one that took its room so many have a series each.
 */
final class ResidencyMetrics {

    private static final String MODEL = "model";
    private static final String NOBODY = "none";

    private final BoundedLabel models = new BoundedLabel();
    private final BoundedLabel evictions = new BoundedLabel();
    private final Meter.MeterProvider<Timer> loads;
    private final Meter.MeterProvider<Counter> failures;
    private final Meter.MeterProvider<Counter> evicted;
    private final Meter.MeterProvider<Counter> sizeErrors;
    private final Timer evictionAge;

    ResidencyMetrics(MeterRegistry registry) {
        loads = Buckets.latency("hearth.model.load")
                .description("From the begin of a load to a model that can run")
                .withRegistry(registry);
        failures = Counter.builder("hearth.model.load.failures")
                .description("Loads that left no model")
                .withRegistry(registry);
        evicted = Counter.builder("hearth.evictions")
                .description("Models that left a GPU, by reason and by the model that needed the room")
                .withRegistry(registry);
        sizeErrors = Counter.builder("hearth.size.errors")
                .description("Times that a model took over a tenth more or less memory than was expected of it")
                .withRegistry(registry);
        evictionAge = Buckets.age("hearth.eviction.age")
                .description("From the begin of a model's last use to its eviction")
                .register(registry);
    }

    void happened(ResidencyEvent event) {
        var model = models.of(event.model().shortName());
        switch (event) {
            case ResidencyEvent.Loaded loaded ->
                loads.withTags(MODEL, model, "from", loaded.tier())
                        .record(Duration.ofNanos(Math.round(loaded.loadMs() * 1e6)));
            case ResidencyEvent.LoadFailed _ -> failures.withTags(MODEL, model).increment();
            case ResidencyEvent.Evicted eviction -> {
                evicted.withTags(MODEL, model, "reason", eviction.reason(), "caused_by", causedBy(model, eviction))
                        .increment();
                evictionAge.record(Duration.ofMillis(eviction.idleMillis()));
            }
        }
    }

    void misjudged(SizeError error) {
        var model = models.of(error.model().shortName());
        sizeErrors
                .withTags(MODEL, model, "kind", error.kind().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Every model may make room for every other: the pairs are bounded too. */
    private String causedBy(String model, ResidencyEvent.Evicted eviction) {
        var cause = eviction.madeRoomFor();
        if (cause == null) {
            return NOBODY;
        }
        var pair = model + " " + cause.shortName();
        return evictions.of(pair).equals(pair) ? cause.shortName() : BoundedLabel.OTHER;
    }
}
