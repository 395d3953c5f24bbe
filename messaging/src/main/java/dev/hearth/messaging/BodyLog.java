package dev.hearth.messaging;

import dev.hearth.contracts.invocation.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Bodies too large to travel inline: appended to a topic of their own, fetched by partition and offset.
 *
 * <p>Fetches are served by a few threads, each with one long-lived consumer. At most {@value #QUEUE_LIMIT} fetches wait;
 * one more fails at once. A fetch that finds nothing within {@link #FETCH_TIMEOUT} fails.
 */
public final class BodyLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BodyLog.class);
    private static final int READERS = 2;
    private static final int QUEUE_LIMIT = 256;
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaTemplate<String, byte[]> producer;
    private final ConsumerFactory<String, byte[]> consumers;
    private final BlockingQueue<Fetch> fetches = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean running;

    public BodyLog(KafkaTemplate<String, byte[]> producer, ConsumerFactory<String, byte[]> consumers) {
        this.producer = producer;
        this.consumers = consumers;
    }

    /** Starts the readers. */
    public void start() {
        running = true;
        for (int i = 0; i < READERS; i++) {
            readers.add(Thread.ofPlatform().name("body-reader-" + i).start(this::serve));
        }
    }

    /** Appends a body; may block briefly, so never on an event loop. */
    public CompletableFuture<Payload.Reference> append(String topic, byte[] body) {
        return producer.send(topic, body).thenApply(sent -> {
            var at = sent.getRecordMetadata();
            return new Payload.Reference(topic, at.partition(), at.offset(), body.length);
        });
    }

    /** The bytes of a body, wherever they are. */
    public CompletableFuture<byte[]> fetch(Payload payload) {
        return switch (payload) {
            case Payload.Inline inline -> CompletableFuture.completedFuture(inline.bytes());
            case Payload.Reference reference -> {
                var fetch = new Fetch(reference, new CompletableFuture<>());
                if (!fetches.offer(fetch)) {
                    fetch.body.completeExceptionally(
                            new IllegalStateException(QUEUE_LIMIT + " bodies wait to be fetched already"));
                }
                yield fetch.body;
            }
        };
    }

    @Override
    public void close() {
        running = false;
        readers.forEach(Thread::interrupt);
    }

    private void serve() {
        while (running) {
            try (var consumer = consumers.createConsumer(null, null)) {
                while (running) {
                    var fetch = fetches.take();
                    try {
                        fetch.body.complete(read(consumer, fetch.reference));
                    } catch (TimeoutException e) {
                        fetch.body.completeExceptionally(e);
                    } catch (RuntimeException e) {
                        fetch.body.completeExceptionally(e);
                        throw e;
                    }
                }
            } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.warn("a body reader lost its connection and opens a new one: {}", e.toString());
            }
        }
    }

    private static byte[] read(Consumer<String, byte[]> consumer, Payload.Reference reference) throws TimeoutException {
        var partition = new TopicPartition(reference.topic(), reference.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, reference.offset());
        var until = System.nanoTime() + FETCH_TIMEOUT.toNanos();
        while (System.nanoTime() < until) {
            for (var record : consumer.poll(POLL)) {
                if (record.offset() == reference.offset()) {
                    return record.value();
                }
                if (record.offset() > reference.offset()) {
                    throw new TimeoutException(reference + " is no longer in the log");
                }
            }
        }
        throw new TimeoutException(reference + " did not come within " + FETCH_TIMEOUT);
    }

    private record Fetch(Payload.Reference reference, CompletableFuture<byte[]> body) {}
}
