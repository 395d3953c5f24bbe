package dev.hearth.gateway.invocation;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.BodyLog;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.ResultCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Appends to the log. Every send runs on {@code sends}, because it may block: never on an event loop, nor on the
 * producer's own thread, where futures of sends complete.
 */
final class InvocationLog {

    private static final int SHARD = 0;

    private final KafkaTemplate<String, byte[]> producer;
    private final BodyLog bodies;
    private final Executor sends;
    private final String source;

    /** @param source name of this gateway, which signs the records */
    InvocationLog(KafkaTemplate<String, byte[]> producer, BodyLog bodies, Executor sends, String source) {
        this.producer = producer;
        this.bodies = bodies;
        this.sends = sends;
        this.source = source;
    }

    /**
     * Appends an invocation, its body first where that travels by reference. Completes once all of it is acknowledged;
     * fails with a refusal that says whether it may be in the log nevertheless.
     */
    CompletableFuture<Void> append(InvocationRecord invocation) {
        if (invocation.body() instanceof Payload.Inline(var bytes) && bytes.length > Topics.INLINE_LIMIT_BYTES) {
            return appendBody(invocation.id(), bytes)
                    .thenComposeAsync(reference -> send(invocation.withBody(reference)), sends);
        }
        return onSends(() -> send(invocation));
    }

    /** Appends a terminal record to the partition that the invocation named. */
    CompletableFuture<Void> append(ResultRecord.Ended ended, int resultsPartition) {
        return onSends(
                () -> producer.send(ResultCodec.write(ended, source, resultsPartition, ended.finishedEpochMillis()))
                        .thenAccept(sent -> {}));
    }

    /** A body that is not in the log belongs to no accepted invocation, whatever became of it. */
    private CompletableFuture<Payload.Reference> appendBody(String id, byte[] body) {
        return onSends(() -> bodies.append(Topics.INPUTS, body))
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(AppendFailure.notAppended(id, failure)));
    }

    private CompletableFuture<Void> send(InvocationRecord invocation) {
        return send(invocation.id(), InvocationCodec.write(invocation, source, SHARD));
    }

    private CompletableFuture<Void> send(String id, ProducerRecord<String, byte[]> record) {
        try {
            return producer.send(record)
                    .thenAccept(sent -> {})
                    .exceptionallyCompose(
                            failure -> CompletableFuture.failedFuture(AppendFailure.afterSend(id, failure)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(AppendFailure.notAppended(id, e));
        }
    }

    private <T> CompletableFuture<T> onSends(Supplier<CompletableFuture<T>> send) {
        return CompletableFuture.completedFuture(send).thenComposeAsync(Supplier::get, sends);
    }
}
