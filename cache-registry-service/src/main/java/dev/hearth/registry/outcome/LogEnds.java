package dev.hearth.registry.outcome;

import dev.hearth.contracts.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.kafka.core.ConsumerFactory;

/** Asks Kafka where {@code hearth.results} ends. */
final class LogEnds {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final ConsumerFactory<String, byte[]> consumers;

    LogEnds(ConsumerFactory<String, byte[]> consumers) {
        this.consumers = consumers;
    }

    /**
     * End offset of each partition that holds a record.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say so within 2 s a step
     */
    Map<Integer, Long> byPartition() {
        try (var consumer = consumers.createConsumer(null, null)) {
            var partitions = consumer.partitionsFor(Topics.RESULTS, LONGEST).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException(Topics.RESULTS + " does not exist yet");
            }
            var beginnings = consumer.beginningOffsets(partitions, LONGEST);
            var ends = new HashMap<Integer, Long>();
            consumer.endOffsets(partitions, LONGEST).forEach((partition, end) -> {
                if (!end.equals(beginnings.get(partition))) {
                    ends.put(partition.partition(), end);
                }
            });
            return ends;
        }
    }
}
