package dev.hearth.worker.model;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** {@code hearth_host_memory_bytes{kind}}, read from the host tier when somebody asks. */
final class HostMeters implements MeterBinder {

    private static final String NAME = "hearth.host.memory";

    private final HostModels models;

    HostMeters(HostModels models) {
        this.models = models;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(NAME, models, host -> host.fill().takenBytes())
                .baseUnit("bytes")
                .tag("kind", "weights")
                .register(registry);
        Gauge.builder(
                        NAME,
                        models,
                        host -> host.fill().totalBytes() - host.fill().takenBytes())
                .baseUnit("bytes")
                .tag("kind", "free")
                .register(registry);
    }
}
