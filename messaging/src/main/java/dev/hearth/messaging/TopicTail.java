package dev.hearth.messaging;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Reads partitions of one topic from a start on and for ever, without a group: every process that tails a topic sees all
 * of it. Records reach the listener in partition order on the tail's own thread.
 *
 * <p>A topic or broker that is not there yet is waited for; a broken connection is opened anew and reading goes on behind
 * the last record delivered. A listener's exception skips that record and is logged.
 */
public final class TopicTail implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    private final ConsumerFactory<String, byte[]> consumers;
    private final String topic;
    private final Set<Integer> only;
    private final Start start;
    private final Listener listener;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile boolean running;
    private volatile boolean connected;
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    /** Tails all partitions of the topic. */
    public TopicTail(ConsumerFactory<String, byte[]> consumers, String topic, Start start, Listener listener) {
        this(consumers, topic, Set.of(), start, listener);
    }

    /** @param only the partitions to read; empty means all */
    public TopicTail(
            ConsumerFactory<String, byte[]> consumers,
            String topic,
            Set<Integer> only,
            Start start,
            Listener listener) {
        this.consumers = consumers;
        this.topic = topic;
        this.only = Set.copyOf(only);
        this.start = start;
        this.listener = listener;
    }

    /** Begins reading. */
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("tail-" + topic).start(this::run);
    }

    /** Completes once everything that lay in the topic when reading began was delivered. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    /** Whether the broker has been heard of lately: by a record, or asked after some seconds without one. */
    public boolean connected() {
        return connected;
    }

    @Override
    public void close() {
        running = false;
        var current = consumer;
        if (current != null) {
            current.wakeup();
        }
        var reader = thread;
        if (reader != null && reader != Thread.currentThread()) {
            try {
                reader.join(STOP_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (running) {
            try (var opened = consumers.createConsumer(null, null)) {
                consumer = opened;
                read(opened);
            } catch (WakeupException e) {
                // close() was called; the loop's condition decides
            } catch (RuntimeException e) {
                log.warn("tail of {} lost its connection and opens a new one: {}", topic, e.toString());
            } finally {
                connected = false;
                consumer = null;
            }
            pause();
        }
    }

    private void read(Consumer<String, byte[]> opened) {
        var partitions = assign(opened);
        if (partitions.isEmpty()) {
            return;
        }
        var ends = opened.endOffsets(partitions);
        var heardNanos = System.nanoTime();
        connected = true;
        while (running) {
            var records = opened.poll(POLL);
            if (!records.isEmpty()) {
                heardNanos = System.nanoTime();
                connected = true;
            } else if (System.nanoTime() - heardNanos > SILENCE.toNanos()) {
                connected = answers(opened, partitions);
                heardNanos = System.nanoTime();
            }
            for (var record : records) {
                deliver(record);
                positions.put(new TopicPartition(topic, record.partition()), record.offset() + 1);
            }
            if (!caughtUp.isDone()
                    && ends.entrySet().stream().allMatch(end -> opened.position(end.getKey()) >= end.getValue())) {
                caughtUp.complete(null);
            }
        }
    }

    /** A poll says nothing about a broker that is away: it just finds no records. */
    private static boolean answers(Consumer<String, byte[]> opened, List<TopicPartition> partitions) {
        try {
            opened.endOffsets(partitions, PROBE_TIMEOUT);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private List<TopicPartition> assign(Consumer<String, byte[]> opened) {
        var partitions = opened.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .filter(partition -> only.isEmpty() || only.contains(partition.partition()))
                .toList();
        opened.assign(partitions);
        var fresh = partitions.stream()
                .filter(partition -> !positions.containsKey(partition))
                .toList();
        start.seek(opened, fresh);
        positions.forEach(opened::seek);
        // What was resolved now holds after a reconnection too, or records in between would be lost.
        fresh.forEach(partition -> positions.put(partition, opened.position(partition)));
        return partitions;
    }

    private void deliver(ConsumerRecord<String, byte[]> record) {
        try {
            listener.onRecord(record);
        } catch (RuntimeException e) {
            log.error("skipped {}-{}@{}: {}", topic, record.partition(), record.offset(), e.toString(), e);
        }
    }

    private void pause() {
        if (!running) {
            return;
        }
        try {
            Thread.sleep(BACK_OFF);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes records one by one, on the tail's thread. */
    @FunctionalInterface
    public interface Listener {
        void onRecord(ConsumerRecord<String, byte[]> record);
    }

    /** Where reading begins the first time. */
    public sealed interface Start {

        void seek(Consumer<String, byte[]> consumer, List<TopicPartition> partitions);

        /** All that the topic still holds. */
        record Beginning() implements Start {
            @Override
            public void seek(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
                if (!partitions.isEmpty()) {
                    consumer.seekToBeginning(partitions);
                }
            }
        }

        /** Only what comes from now on. */
        record End() implements Start {
            @Override
            public void seek(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
                if (!partitions.isEmpty()) {
                    consumer.seekToEnd(partitions);
                }
            }
        }

        /** What is younger than {@code age}, by the records' timestamps. */
        record Since(Duration age, Clock clock) implements Start {
            @Override
            public void seek(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
                var from = clock.millis() - age.toMillis();
                var wanted = new HashMap<TopicPartition, Long>();
                partitions.forEach(partition -> wanted.put(partition, from));
                consumer.offsetsForTimes(wanted).forEach((partition, found) -> {
                    if (found == null) {
                        consumer.seekToEnd(List.of(partition));
                    } else {
                        consumer.seek(partition, found.offset());
                    }
                });
            }
        }
    }
}
