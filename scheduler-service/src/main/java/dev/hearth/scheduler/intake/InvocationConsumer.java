package dev.hearth.scheduler.intake;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.UndecodableRecordException;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Reads this scheduler's share of {@code hearth.invocations} and feeds it to the core.
 *
 * <p>One thread polls, whatever the rest does; a full intake or a full offset window pauses partitions. A record that
 * cannot be decoded goes to {@code hearth.dead} and its offset is done.
 */
final class InvocationConsumer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(InvocationConsumer.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final ConsumerFactory<String, byte[]> consumers;
    private final KafkaTemplate<String, byte[]> producer;
    private final Intake intake;
    private final OffsetCommits commits;
    private final RecoveredOutcomes recovered;
    private final java.util.function.Consumer<Event> core;
    private final CompletableFuture<Void> coreInformed;
    private volatile boolean running;
    private volatile boolean assigned;
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    /**
     * @param coreInformed nothing is taken in before: to a core that knows some of the GPUs, a model may seem too large for
     *     any, and one that knows no costs places what waits by guesses
     */
    InvocationConsumer(
            ConsumerFactory<String, byte[]> consumers,
            KafkaTemplate<String, byte[]> producer,
            Intake intake,
            OffsetCommits commits,
            RecoveredOutcomes recovered,
            java.util.function.Consumer<Event> core,
            CompletableFuture<Void> coreInformed) {
        this.consumers = consumers;
        this.producer = producer;
        this.intake = intake;
        this.commits = commits;
        this.recovered = recovered;
        this.core = core;
        this.coreInformed = coreInformed;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("intake").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        var current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            if (thread != null) {
                thread.join(STOP_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Whether the group has given this scheduler its partitions. */
    boolean assigned() {
        return assigned;
    }

    private void run() {
        awaitInformedCore();
        while (running) {
            try (var opened = consumers.createConsumer(Topics.SCHEDULER_GROUP, null, null, settings())) {
                consumer = opened;
                opened.subscribe(Set.of(Topics.INVOCATIONS), new Rebalance(opened));
                while (running) {
                    poll(opened);
                }
                commits.commitNow(opened);
            } catch (WakeupException e) {
                // stop() was called; the loop's condition decides
            } catch (RuntimeException e) {
                log.warn("intake lost its connection and opens a new one: {}", e.toString());
                pause();
            } finally {
                assigned = false;
                consumer = null;
            }
        }
    }

    private void awaitInformedCore() {
        while (running && !coreInformed.isDone()) {
            try {
                coreInformed.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // stop() may have been called
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("what the core must know is not read", e);
            }
        }
    }

    private static Properties settings() {
        var settings = new Properties();
        settings.put("max.poll.records", "500");
        return settings;
    }

    private void poll(Consumer<String, byte[]> opened) {
        for (var record : opened.poll(POLL)) {
            take(opened, record);
        }
        noteFinished();
        commits.commitIfDue(opened);
        brake(opened);
    }

    private void noteFinished() {
        for (var done = intake.pollFinished(); done != null; done = intake.pollFinished()) {
            commits.finish(done.partition(), done.offset());
        }
    }

    private void take(Consumer<String, byte[]> opened, ConsumerRecord<String, byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        // Paused within this batch: the rest of the partition is read again from where it was paused.
        if (commits.isFinished(partition, record.offset()) || opened.paused().contains(partition)) {
            return;
        }
        if (commits.isBeyondWindow(partition, record.offset())) {
            opened.seek(partition, record.offset());
            opened.pause(Set.of(partition));
            return;
        }
        try {
            accept(InvocationCodec.read(record), partition, record.offset());
        } catch (UndecodableRecordException e) {
            log.error("sent to {}: {}", Topics.DEAD, e.getMessage());
            // Waited for: an offset must not be done while its record is nowhere. A failure opens the connection anew.
            producer.send(Topics.DEAD, record.key(), record.value()).join();
            commits.finish(partition, record.offset());
        }
    }

    private void accept(InvocationRecord invocation, TopicPartition partition, long offset) {
        var taken = intake.accept(invocation, partition, offset, System.nanoTime());
        if (taken == null) {
            // The same invocation stands at another offset, which is the one to be finished.
            commits.finish(partition, offset);
            return;
        }
        var id = new InvocationId(invocation.id());
        var arrived = new Event.InvocationArrived(new Invocation(
                id,
                new ModelId(invocation.model().shortName()),
                invocation.modelBytes(),
                invocation.attempt(),
                taken.deadlineNanos(),
                invocation.maxBatch()));
        if (commits.wasReadBefore(partition, offset)) {
            recovered.lookUp(taken.invocation(), () -> intake.finish(id), () -> core.accept(arrived));
        } else {
            core.accept(arrived);
        }
    }

    /** Stops reading while the intake is full, and reads on once it has room again. */
    private void brake(Consumer<String, byte[]> opened) {
        if (intake.full()) {
            opened.pause(opened.assignment());
        } else if (!opened.paused().isEmpty() && intake.hasRoomAgain()) {
            opened.resume(opened.paused().stream()
                    .filter(partition -> !commits.isBeyondWindow(partition, opened.position(partition)))
                    .toList());
        }
    }

    private void pause() {
        try {
            Thread.sleep(BACK_OFF);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        private final Consumer<String, byte[]> consumer;

        Rebalance(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            commits.restore(consumer, partitions);
            assigned = true;
            log.info("assigned partitions={}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What ended since the last poll is done too, or the next owner would look it up in vain.
            noteFinished();
            commits.commitNow(consumer);
            letGo(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            letGo(partitions);
        }

        /** What waits is the new owner's; what a worker has goes on and ends in the log. */
        private void letGo(Collection<TopicPartition> partitions) {
            intake.revoke(Set.copyOf(partitions)).forEach(id -> core.accept(new Event.InvocationSettled(id)));
            commits.forget(partitions);
            log.info("revoked partitions={}", partitions);
        }
    }
}
