package dev.hearth.worker.report;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.LogConfiguration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** Appends this worker's records to {@code hearth.workers}, and says whether the topics a worker needs are there. */
final class WorkerTopic {

    private static final List<String> NEEDED = List.of(Topics.WORKERS, Topics.RESULTS, Topics.INPUTS, Topics.OUTPUTS);
    private static final long ACKNOWLEDGEMENT_MS = LogConfiguration.DELIVERY_TIMEOUT_MS + 1_000;

    private final KafkaTemplate<String, byte[]> producer;

    WorkerTopic(KafkaTemplate<String, byte[]> producer) {
        this.producer = producer;
    }

    /** @throws UnacknowledgedException naming a topic that does not exist, or the broker's silence */
    void requireTopics() throws UnacknowledgedException, InterruptedException {
        for (var topic : NEEDED) {
            try {
                producer.partitionsFor(topic);
            } catch (KafkaException | org.springframework.kafka.KafkaException e) {
                throw new UnacknowledgedException("Kafka does not show topic " + topic + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Appends a record and waits for its acknowledgement.
     *
     * @return its offset
     */
    long append(WorkerRecord record) throws UnacknowledgedException, InterruptedException {
        try {
            var json = WireJson.mapper().writeValueAsBytes(record);
            return producer.send(Topics.WORKERS, record.worker(), json)
                    .get(ACKNOWLEDGEMENT_MS, TimeUnit.MILLISECONDS)
                    .getRecordMetadata()
                    .offset();
        } catch (ExecutionException | TimeoutException | KafkaException | org.springframework.kafka.KafkaException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new UnacknowledgedException(String.valueOf(cause.getMessage()), e);
        }
    }

    /** The log did not acknowledge a record. */
    static final class UnacknowledgedException extends Exception {
        UnacknowledgedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
