package dev.hearth.gateway.function;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.TopicTail;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/** Keeps the catalogue as {@code hearth.functions} has it, from the topic's beginning on. */
final class CatalogueTail implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CatalogueTail.class);

    private final FunctionCatalogue catalogue;
    private final CataloguePosition position;
    private final TopicTail tail;
    private volatile boolean running;

    CatalogueTail(FunctionCatalogue catalogue, CataloguePosition position, ConsumerFactory<String, byte[]> consumers) {
        this.catalogue = catalogue;
        this.position = position;
        this.tail = new TopicTail(consumers, Topics.FUNCTIONS, new TopicTail.Start.Beginning(), this::accept);
    }

    @Override
    public void start() {
        running = true;
        var _ = tail.caughtUp().thenRun(() -> {
            catalogue.markRead();
            log.info("read the function catalogue functions={}", catalogue.size());
        });
        tail.start();
    }

    @Override
    public void stop() {
        running = false;
        tail.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Below the web server's phases: started before it and stopped after it has waited out its callers. */
    @Override
    public int getPhase() {
        return 0;
    }

    void accept(ConsumerRecord<String, byte[]> record) {
        try {
            apply(record);
        } finally {
            // Also behind one that cannot be read: the tail goes on there.
            position.moveTo(record.offset());
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            catalogue.remove(record.key());
            log.info("removed function={}", record.key());
            return;
        }
        var function = WireJson.mapper().readValue(record.value(), FunctionRecord.class);
        catalogue.put(function);
        log.info(
                "deployed function={} revision={} model={}",
                function.key(),
                function.revision(),
                function.model().shortName());
    }
}
