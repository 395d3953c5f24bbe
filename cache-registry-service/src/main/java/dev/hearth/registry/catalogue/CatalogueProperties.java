package dev.hearth.registry.catalogue;

import dev.hearth.contracts.topic.Topics;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How functions are deployed.
 *
 * @param defaultTimeout deadline of an invocation whose function names none
 * @param readBackTimeout longest a deploy waits until it has read its own record back; then it answers 503
 */
@ConfigurationProperties("hearth.catalogue")
record CatalogueProperties(
        @DefaultValue("30s") Duration defaultTimeout,
        @DefaultValue("5s") Duration readBackTimeout) {

    CatalogueProperties {
        if (defaultTimeout.compareTo(Duration.ofMillis(1)) < 0
                || defaultTimeout.compareTo(Topics.LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException("hearth.catalogue.default-timeout is " + defaultTimeout
                    + "; expected from 1 ms to " + Topics.LONGEST_DEADLINE);
        }
        if (readBackTimeout.isNegative() || readBackTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "hearth.catalogue.read-back-timeout is " + readBackTimeout + "; expected a positive duration");
        }
    }
}
