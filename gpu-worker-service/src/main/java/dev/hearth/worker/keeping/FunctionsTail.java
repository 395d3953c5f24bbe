package dev.hearth.worker.keeping;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.function.Keeping;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.TopicTail;
import dev.hearth.worker.model.RequestedModel;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;

/** Hears of every function, those deployed before this worker started first, and has the models staged that ask for it. */
final class FunctionsTail implements SmartLifecycle {

    private final FunctionWishes wishes;
    private final Runnable changed;
    private final Consumer<RequestedModel> staging;
    private final TopicTail tail;
    private volatile boolean running;

    /**
     * @param changed hears that wishes came or went
     * @param staging brings a model to host memory; must not block
     */
    FunctionsTail(
            FunctionWishes wishes,
            Runnable changed,
            Consumer<RequestedModel> staging,
            ConsumerFactory<String, byte[]> consumers) {
        this.wishes = wishes;
        this.changed = changed;
        this.staging = staging;
        this.tail = new TopicTail(consumers, Topics.FUNCTIONS, new TopicTail.Start.Beginning(), this::accept);
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

    void accept(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            tell(wishes.remove(record.key()));
            return;
        }
        var function = WireJson.mapper().readValue(record.value(), FunctionRecord.class);
        tell(wishes.put(function));
        var keeping = function.keeping();
        if (keeping != null && Keeping.HOST.equals(keeping.stage())) {
            staging.accept(new RequestedModel(function.model(), function.modelDigest(), function.modelBytes()));
        }
    }

    private void tell(boolean otherWishes) {
        if (otherWishes) {
            changed.run();
        }
    }
}
