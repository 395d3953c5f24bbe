package dev.hearth.gateway.result;

import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.InstanceProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which results this gateway reads.
 *
 * @param resultsPartition partition of {@code hearth.results} for its invocations; absent means one derived from the
 *     instance's name. Gateways may share one
 */
@ConfigurationProperties("hearth.gateway")
record ResultProperties(@Nullable Integer resultsPartition) {

    /** @throws IllegalArgumentException if the topic has no such partition */
    int partition(InstanceProperties instance) {
        var partitions = Topics.all().stream()
                .filter(topic -> topic.name().equals(Topics.RESULTS))
                .findFirst()
                .orElseThrow()
                .partitions(instance.topics().production());
        if (resultsPartition == null) {
            return Math.floorMod(instance.instance().hashCode(), partitions);
        }
        if (resultsPartition < 0 || resultsPartition >= partitions) {
            throw new IllegalArgumentException("hearth.gateway.results-partition is " + resultsPartition + ", but "
                    + Topics.RESULTS + " has partitions 0 to " + (partitions - 1));
        }
        return resultsPartition;
    }
}
