package dev.hearth.registry.catalogue;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.TopicTail;
import dev.hearth.registry.model.ModelUse;
import dev.hearth.registry.problem.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * The functions: read from the compacted log {@code hearth.functions}, changed by appending to it. A change is done once
 * its own record has been read back; one at a time, so that each sees the one before.
 */
public final class FunctionCatalogue implements SmartLifecycle, ModelUse {

    private static final Logger log = LoggerFactory.getLogger(FunctionCatalogue.class);

    private final FunctionView view = new FunctionView();
    private final ReentrantLock changing = new ReentrantLock();
    private final KafkaTemplate<String, byte[]> kafka;
    private final DeploymentRules rules;
    private final Duration readBackTimeout;
    private final Clock clock;
    private final TopicTail tail;
    private volatile boolean running;

    FunctionCatalogue(
            ConsumerFactory<String, byte[]> consumers,
            KafkaTemplate<String, byte[]> kafka,
            DeploymentRules rules,
            Duration readBackTimeout,
            Clock clock) {
        this.kafka = kafka;
        this.rules = rules;
        this.readBackTimeout = readBackTimeout;
        this.clock = clock;
        this.tail = new TopicTail(consumers, Topics.FUNCTIONS, new TopicTail.Start.Beginning(), view::apply);
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

    Health health() {
        if (!tail.caughtUp().isDone()) {
            return Health.outOfService()
                    .withDetail("reason", Topics.FUNCTIONS + " is not read to its end: Kafka or the topic is not there")
                    .build();
        }
        return Health.up().build();
    }

    /**
     * The function that a call names.
     *
     * @param name also {@code NAME.NAMESPACE} where {@code namespace} is absent
     * @throws RefusedException 404 if there is no such function, 400 if there cannot be one of that name
     */
    public FunctionRecord find(String name, @Nullable String namespace) {
        return get(DeploymentRules.keyOf(name, namespace));
    }

    /** Functions read so far, of all namespaces. */
    int size() {
        return view.size();
    }

    List<FunctionRecord> in(String namespace) {
        refuseUnread();
        return view.in(namespace);
    }

    /** The default one, and every other that a function is in; in order. */
    SortedSet<String> namespaces() {
        refuseUnread();
        var namespaces = view.namespaces();
        namespaces.add(FunctionRecord.DEFAULT_NAMESPACE);
        return namespaces;
    }

    private FunctionRecord get(String key) {
        refuseUnread();
        return view.find(key).orElseThrow(() -> unknown(key));
    }

    /**
     * Creates a function or replaces it.
     *
     * @param mustExist 404 if there is none of that name
     * @return offset of its record
     */
    long deploy(FunctionDeployment deployment, boolean mustExist) {
        var key = DeploymentRules.key(deployment.service(), deployment.namespace());
        return change(() -> {
            var known = view.find(key);
            if (mustExist && known.isEmpty()) {
                throw unknown(key);
            }
            var function = rules.accept(deployment, known, clock.millis());
            var offset = append(key, Optional.of(function));
            log.info("deployed function={} revision={} model={}", key, function.revision(), function.model());
            return offset;
        });
    }

    /**
     * Removes a function; its invocations that were accepted go on.
     *
     * @return offset of the record that says so
     * @throws RefusedException 404 if there is none of that name
     */
    long remove(@Nullable String name, @Nullable String namespace) {
        var key = DeploymentRules.keyOf(name, namespace);
        return change(() -> {
            get(key);
            var offset = append(key, Optional.empty());
            log.info("removed function={}", key);
            return offset;
        });
    }

    @Override
    public List<String> functionsOf(ModelReference model) {
        refuseUnread();
        return view.using(model);
    }

    @Override
    public void whileNothingIsDeployed(ModelReference model, Consumer<List<String>> action) {
        change(() -> {
            action.accept(view.using(model));
            return model;
        });
    }

    private <T> T change(Change<T> change) {
        refuseUnread();
        try {
            if (!changing.tryLock(readBackTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unavailable("another change of the catalogue is still under way", null);
            }
            try {
                return change.run();
            } finally {
                changing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the cache registry is stopping", e);
        }
    }

    private long append(String key, Optional<FunctionRecord> function) throws InterruptedException {
        var value = function.map(WireJson.mapper()::writeValueAsBytes).orElse(null);
        try {
            var until = System.nanoTime() + readBackTimeout.toNanos();
            var sent = kafka.send(Topics.FUNCTIONS, key, value).get(readBackTimeout.toNanos(), TimeUnit.NANOSECONDS);
            var left = Duration.ofNanos(until - System.nanoTime());
            var offset = sent.getRecordMetadata().offset();
            if (!view.awaitRead(offset, left)) {
                throw unavailable(
                        "the change of " + key + " was not read back within " + readBackTimeout
                                + "; it will come into effect",
                        null);
            }
            return offset;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unavailable("Kafka did not confirm the change of " + key + "; it may come into effect", e);
        }
    }

    private void refuseUnread() {
        if (!tail.caughtUp().isDone()) {
            throw unavailable("the function catalogue is still being read", null);
        }
    }

    private static RefusedException unknown(String key) {
        return new RefusedException(ErrorCode.FUNCTION_NOT_FOUND, "function " + key + " does not exist");
    }

    private static RefusedException unavailable(String detail, @Nullable Throwable cause) {
        return cause == null
                ? new RefusedException(ErrorCode.UNAVAILABLE, detail)
                : new RefusedException(ErrorCode.UNAVAILABLE, detail, cause);
    }

    private interface Change<T> {
        T run() throws InterruptedException;
    }
}
