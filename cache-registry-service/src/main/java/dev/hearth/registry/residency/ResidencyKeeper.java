package dev.hearth.registry.residency;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.messaging.TopicTail;
import dev.hearth.registry.profile.ModelProfiles;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Keeps Redis true to the workers: one thread reads their log, one writes. Nothing is written before the log was read to
 * its end, so that a restart replays no past. While Redis is away the newest of each worker waits.
 */
final class ResidencyKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ResidencyKeeper.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final double UNKNOWN_DRIFT = Double.NaN;

    private final Memberships memberships = new Memberships();
    private final PendingChanges pending = new PendingChanges();
    private final ResidencyWriter writer;
    private final ModelProfiles profiles;
    private final HostTiers hosts;
    private final TopicTail tail;
    private volatile double drift = UNKNOWN_DRIFT;
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private volatile @Nullable String redisFailure = "nothing has been written to Redis yet";

    /**
     * @param profiles learn from the loads that the workers report
     * @param hosts learn from the reports
     */
    ResidencyKeeper(
            ConsumerFactory<String, byte[]> consumers,
            ResidencyWriter writer,
            ModelProfiles profiles,
            HostTiers hosts,
            Duration replay) {
        this.writer = writer;
        this.profiles = profiles;
        this.hosts = hosts;
        this.tail = new TopicTail(
                consumers, Topics.WORKERS, new TopicTail.Start.Since(replay, Clock.systemUTC()), this::read);
    }

    @Override
    public void start() {
        tail.start();
        running = true;
        thread = Thread.ofVirtual().name("residency-writer").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        var current = thread;
        if (current != null) {
            current.interrupt();
        }
        tail.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Entries by which Redis differed from the workers' reports when last looked at; not a number while it is away. */
    double drift() {
        return drift;
    }

    Health health() {
        if (!tail.caughtUp().isDone()) {
            return Health.outOfService()
                    .withDetail("reason", Topics.WORKERS + " is not read to its end: Kafka or the topic is not there")
                    .build();
        }
        if (!tail.connected()) {
            return Health.outOfService()
                    .withDetail("reason", "the connection to Kafka is lost")
                    .build();
        }
        var failure = redisFailure;
        if (failure != null) {
            return Health.outOfService()
                    .withDetail("reason", failure)
                    .withDetail("waiting", pending.size())
                    .build();
        }
        return Health.up().build();
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        var decoded = WireJson.mapper().readValue(record.value(), WorkerRecord.class);
        if (decoded instanceof WorkerRecord.Loaded loaded) {
            profiles.loaded(loaded.model(), loaded.from(), loaded.loadMs());
        }
        for (var change : memberships.accept(record, decoded)) {
            if (change instanceof Change.Lost lost) {
                log.info("lost worker={} epoch={}", lost.worker(), lost.epoch());
            }
            hosts.accept(change);
            pending.add(change);
        }
    }

    private void run() {
        try {
            tail.caughtUp().get();
            var nextSweep = System.nanoTime();
            while (running) {
                if (System.nanoTime() - nextSweep >= 0 && tryWrite(null)) {
                    nextSweep = System.nanoTime() + SWEEP.toNanos();
                }
                var change = pending.take(IDLE);
                if (change.isPresent() && !tryWrite(change.get())) {
                    pending.giveBack(change.get());
                    Thread.sleep(IDLE);
                }
            }
        } catch (InterruptedException e) {
            // stopped
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the tail of " + Topics.WORKERS + " ended", e);
        }
    }

    /**
     * Writes a change, or looks for workers that only Redis knows if there is none.
     *
     * @return false if Redis did not answer
     */
    private boolean tryWrite(@Nullable Change change) {
        try {
            if (change == null) {
                memberships.adopt(writer.workers());
                drift = writer.drift();
            } else {
                writer.write(change);
            }
            if (redisFailure != null) {
                log.info("writing to Redis");
                redisFailure = null;
            }
            return true;
        } catch (DataAccessException e) {
            if (redisFailure == null) {
                log.warn("Redis does not answer; the newest of each worker waits: {}", e.toString());
            }
            redisFailure = "Redis does not answer: " + e.getMessage();
            drift = UNKNOWN_DRIFT;
            return false;
        } catch (RuntimeException e) {
            // Not to be mended by repeating; the worker's next report is another.
            log.error("could not write {}", change, e);
            return true;
        }
    }
}
