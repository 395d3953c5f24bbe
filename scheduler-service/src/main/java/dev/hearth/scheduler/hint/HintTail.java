package dev.hearth.scheduler.hint;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.TopicTail;
import dev.hearth.scheduling.Event;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Follows {@code hearth.functions} from its beginning for what functions say their models cost; it keeps nothing else of
 * them.
 */
public final class HintTail implements SmartLifecycle {

    private final ModelHints hints = new ModelHints();
    private final TopicTail tail;
    private final Consumer<Event> core;
    private volatile boolean running;

    HintTail(ConsumerFactory<String, byte[]> consumers, Consumer<Event> core) {
        this.tail = new TopicTail(consumers, Topics.FUNCTIONS, new TopicTail.Start.Beginning(), this::onRecord);
        this.core = core;
    }

    @Override
    public void start() {
        running = true;
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

    /** Completes once the core was told of the hints of every function that was there at start. */
    public CompletableFuture<Void> read() {
        return tail.caughtUp();
    }

    /** What a function that is gone said of its model stays as good as it was. */
    private void onRecord(ConsumerRecord<String, byte[]> record) {
        if (record.value() != null) {
            hints.news(WireJson.mapper().readValue(record.value(), FunctionRecord.class))
                    .forEach(core);
        }
    }
}
