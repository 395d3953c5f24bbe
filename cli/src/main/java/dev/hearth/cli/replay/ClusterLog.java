package dev.hearth.cli.replay;

import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.ResultCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What a cluster's log says of a run.
 *
 * @param loads models that became resident
 * @param evictions models that left
 * @param ends terminal records, all there are
 */
public record ClusterLog(
        List<At<WorkerRecord.Loaded>> loads, List<At<WorkerRecord.Evicted>> evictions, List<ResultRecord.Ended> ends) {

    private static final Duration POLL = Duration.ofMillis(200);

    /** @param epochMillis when the broker took it */
    public record At<T>(long epochMillis, T record) {}

    /**
     * Reads what was logged since a moment.
     *
     * @param kafka {@code HOST:PORT}
     */
    public static ClusterLog since(String kafka, long epochMillis) {
        var loads = new ArrayList<At<WorkerRecord.Loaded>>();
        var evictions = new ArrayList<At<WorkerRecord.Evicted>>();
        var ends = new ArrayList<ResultRecord.Ended>();
        for (var record : read(kafka, Topics.WORKERS)) {
            if (record.timestamp() < epochMillis) {
                continue;
            }
            switch (WireJson.mapper().readValue(record.value(), WorkerRecord.class)) {
                case WorkerRecord.Loaded loaded -> loads.add(new At<>(record.timestamp(), loaded));
                case WorkerRecord.Evicted evicted -> evictions.add(new At<>(record.timestamp(), evicted));
                default -> {
                    // The rest says nothing of models that come and go.
                }
            }
        }
        for (var record : read(kafka, Topics.RESULTS)) {
            if (ResultCodec.read(record) instanceof ResultRecord.Ended ended
                    && ended.createdEpochMillis() >= epochMillis) {
                ends.add(ended);
            }
        }
        return new ClusterLog(loads, evictions, ends);
    }

    /** All reports of all workers that the log still holds. */
    public static List<WorkerRecord.Report> reports(String kafka) {
        var reports = new ArrayList<WorkerRecord.Report>();
        for (var record : read(kafka, Topics.WORKERS)) {
            if (WireJson.mapper().readValue(record.value(), WorkerRecord.class) instanceof WorkerRecord.Report report) {
                reports.add(report);
            }
        }
        return reports;
    }

    private static List<ConsumerRecord<String, byte[]>> read(String kafka, String topic) {
        Map<String, Object> settings =
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }
}
