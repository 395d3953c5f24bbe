package dev.hearth.worker.model;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Host memory that models are kept in to be loaded from.
 *
 * @param memory for weights; 0 loads every model from the repository
 */
@ConfigurationProperties("hearth.worker.host-tier")
record HostTierProperties(@DefaultValue("256MB") DataSize memory) {

    HostTierProperties {
        if (memory.isNegative()) {
            throw new IllegalArgumentException("hearth.worker.host-tier.memory " + memory + " is negative");
        }
    }
}
