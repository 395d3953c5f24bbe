package dev.hearth.telemetry.trace;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which traces are recorded, under Spring Boot's own name.
 *
 * @param probability of a trace that begins here, 0 to 1; a caller's own is recorded if the caller says so
 */
@ConfigurationProperties("management.tracing.sampling")
record SamplingProperties(@DefaultValue("1.0") double probability) {

    SamplingProperties {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "management.tracing.sampling.probability is " + probability + "; expected 0 to 1");
        }
    }
}
