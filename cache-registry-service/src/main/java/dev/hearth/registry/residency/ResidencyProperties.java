package dev.hearth.registry.residency;

import dev.hearth.contracts.worker.Leases;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the workers' log is read.
 *
 * @param replay how far back reading begins at start; at least one lease, so that every living worker is heard
 */
@ConfigurationProperties("hearth.residency")
record ResidencyProperties(@DefaultValue("15s") Duration replay) {

    ResidencyProperties {
        if (replay.compareTo(Leases.LEASE) < 0) {
            throw new IllegalArgumentException(
                    "hearth.residency.replay is " + replay + "; expected at least the lease, " + Leases.LEASE);
        }
    }
}
