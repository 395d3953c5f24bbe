package dev.hearth.gateway.invocation;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.BodyLog;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.messaging.TopicTail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * A worker that reads invocations off the real log itself and ends them as the function's name says: {@code echo} gives
 * the body back, {@code large} gives it back by reference, {@code twice} ends two times, {@code fenced} first in an attempt
 * that is void, {@code silent} never ends.
 */
final class PlayedWorker implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final KafkaTemplate<String, byte[]> producer;
    private final BodyLog bodies;
    private final TopicTail tail;
    private final Queue<InvocationRecord> seen = new ConcurrentLinkedQueue<>();
    private final Queue<ConsumerRecord<String, byte[]>> messages = new ConcurrentLinkedQueue<>();

    PlayedWorker(KafkaTemplate<String, byte[]> producer, ConsumerFactory<String, byte[]> consumers) {
        this.producer = producer;
        this.bodies = new BodyLog(producer, consumers);
        this.tail = new TopicTail(consumers, Topics.INVOCATIONS, new TopicTail.Start.End(), this::accept);
    }

    void start() {
        bodies.start();
        tail.start();
        tail.caughtUp().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    void deploy(String name) {
        var function = new FunctionRecord(
                FunctionRecord.RECORD_VERSION,
                name,
                FunctionRecord.DEFAULT_NAMESPACE,
                1,
                new ModelReference("noop", 1),
                "digest",
                1,
                "tensor",
                30_000,
                1,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                null,
                0);
        producer.send(Topics.FUNCTIONS, function.key(), WireJson.mapper().writeValueAsBytes(function))
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    void remove(String name) {
        var key = FunctionRecord.key(name, FunctionRecord.DEFAULT_NAMESPACE);
        producer.send(Topics.FUNCTIONS, key, null)
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Ends an invocation that its function's name left open. */
    void end(InvocationRecord invocation) {
        give(invocation, succeeded(invocation, 1, inline("late")));
    }

    /** All that was read of a function. */
    List<InvocationRecord> seenOf(String function) {
        return seen.stream()
                .filter(invocation -> invocation.function().equals(function))
                .toList();
    }

    /** The message that an invocation came in. */
    ConsumerRecord<String, byte[]> message(String id) {
        return messages.stream()
                .filter(message -> InvocationCodec.read(message).id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What was read of an id. */
    List<InvocationRecord> seen(String id) {
        return seen.stream().filter(invocation -> invocation.id().equals(id)).toList();
    }

    @Override
    public void close() {
        tail.close();
        bodies.close();
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        var invocation = InvocationCodec.read(record);
        messages.add(record);
        seen.add(invocation);
        switch (invocation.function()) {
            case "echo" -> give(invocation, succeeded(invocation, 1, inline(body(invocation))));
            case "large" -> give(invocation, succeeded(invocation, 1, reference(body(invocation))));
            case "twice" -> {
                give(invocation, succeeded(invocation, 1, inline("first")));
                give(invocation, succeeded(invocation, 1, inline("second")));
            }
            case "fenced" -> {
                give(invocation, new ResultRecord.Attempt(invocation.id(), 2));
                give(invocation, succeeded(invocation, 1, inline("void")));
                give(invocation, succeeded(invocation, 2, inline("valid")));
            }
            default -> {}
        }
    }

    private byte[] body(InvocationRecord invocation) {
        return bodies.fetch(invocation.body())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private Payload reference(byte[] body) {
        return bodies.append(Topics.OUTPUTS, body)
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void give(InvocationRecord invocation, ResultRecord result) {
        producer.send(ResultCodec.write(result, "worker-1", invocation.resultsPartition(), System.currentTimeMillis()))
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Payload inline(byte[] bytes) {
        return new Payload.Inline(bytes);
    }

    private static Payload inline(String text) {
        return inline(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ResultRecord.Ended succeeded(InvocationRecord invocation, int attempt, Payload body) {
        var now = System.currentTimeMillis();
        var totalMs = (double) (now - invocation.createdEpochMillis());
        return new ResultRecord.Ended(
                invocation.id(),
                invocation.label(),
                invocation.function(),
                invocation.namespace(),
                invocation.revision(),
                invocation.model(),
                attempt,
                InvocationState.SUCCEEDED,
                "worker-1",
                1,
                "worker-1/0",
                CacheOutcome.HIT,
                new Timing(0, 0, totalMs, 0, totalMs),
                invocation.createdEpochMillis(),
                now,
                now,
                null,
                invocation.contentType(),
                body);
    }
}
