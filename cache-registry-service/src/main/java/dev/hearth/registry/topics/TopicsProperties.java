package dev.hearth.registry.topics;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the topics are created.
 *
 * @param production partitions for a replicated cluster instead of those for a single machine
 * @param replicationFactor copies of each partition; with 3 or more, two must have a record before it is acknowledged
 * @param longestBackOff between two tries while Kafka is away; the first wait is 250 ms and doubles
 */
@ConfigurationProperties("hearth.topics")
record TopicsProperties(
        @DefaultValue("false") boolean production,
        @DefaultValue("1") short replicationFactor,
        @DefaultValue("5s") Duration longestBackOff) {

    TopicsProperties {
        if (replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "hearth.topics.replication-factor is " + replicationFactor + "; expected at least 1");
        }
        if (longestBackOff.isNegative() || longestBackOff.isZero()) {
            throw new IllegalArgumentException(
                    "hearth.topics.longest-back-off is " + longestBackOff + "; expected a positive duration");
        }
    }
}
