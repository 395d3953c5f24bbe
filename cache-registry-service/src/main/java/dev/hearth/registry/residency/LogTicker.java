package dev.hearth.registry.residency;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.contracts.worker.Leases;
import dev.hearth.contracts.worker.WorkerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Appends a tick to every partition of {@code hearth.workers} each second, so that log time moves where all workers of a
 * partition are silent. A tick that cannot be sent is left out.
 */
final class LogTicker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LogTicker.class);

    private final KafkaTemplate<String, byte[]> kafka;
    private final String instance;
    private final byte[] tick;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    LogTicker(KafkaTemplate<String, byte[]> kafka, String instance) {
        this.kafka = kafka;
        this.instance = instance;
        this.tick = WireJson.mapper().writeValueAsBytes(new WorkerRecord.Tick(WorkerRecord.RECORD_VERSION, instance));
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("log-ticker").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        var current = thread;
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        try {
            while (running) {
                tick();
                Thread.sleep(Leases.HEARTBEAT);
            }
        } catch (InterruptedException e) {
            // stopped
        }
    }

    private void tick() {
        try {
            for (var partition : kafka.partitionsFor(Topics.WORKERS)) {
                var _ = kafka.send(Topics.WORKERS, partition.partition(), instance, tick)
                        .exceptionally(failure -> {
                            log.debug("tick not appended", failure);
                            return null;
                        });
            }
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            log.debug("no tick: {}", e.toString());
        }
    }
}
