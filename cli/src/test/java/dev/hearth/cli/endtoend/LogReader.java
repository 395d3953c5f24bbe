package dev.hearth.cli.endtoend;

import dev.hearth.contracts.invocation.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the cluster's topics as they lie in Kafka. Not thread-safe. */
final class LogReader implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;

    LogReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Where each partition of a topic ends. */
    record Position(String topic, Map<TopicPartition, Long> offsets) {

        /** Records in the topic, were none ever deleted. */
        long total() {
            return offsets.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    Position end(String topic) {
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        return new Position(topic, consumer.endOffsets(partitions));
    }

    /** What was appended from there until now, in the order of each partition. */
    List<ConsumerRecord<String, byte[]>> since(Position start) {
        var end = consumer.endOffsets(start.offsets().keySet());
        consumer.assign(end.keySet());
        start.offsets().forEach(consumer::seek);
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        var deadline = System.nanoTime() + LONGEST.toNanos();
        while (end.entrySet().stream()
                .anyMatch(partition -> consumer.position(partition.getKey()) < partition.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(start.topic() + " cannot be read up to " + end + " within " + LONGEST);
            }
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    /** The one record appended from there until now that matches. */
    ConsumerRecord<String, byte[]> single(Position start, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        var found = since(start).stream().filter(wanted).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " records instead of one in " + start.topic() + ": " + found);
        }
        return found.getFirst();
    }

    /** The record that a reference points at. */
    ConsumerRecord<String, byte[]> at(Payload.Reference reference) {
        var start = new Position(
                reference.topic(),
                Map.of(new TopicPartition(reference.topic(), reference.partition()), reference.offset()));
        return single(
                start, record -> record.partition() == reference.partition() && record.offset() == reference.offset());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
