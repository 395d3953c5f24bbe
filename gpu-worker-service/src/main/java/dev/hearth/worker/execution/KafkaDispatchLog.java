package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.BodyLog;
import dev.hearth.messaging.LogConfiguration;
import dev.hearth.messaging.ResultCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** {@link DispatchLog} on Kafka. Its appends block; they are called on virtual threads. */
final class KafkaDispatchLog implements DispatchLog {

    private static final long ACKNOWLEDGEMENT_MS = LogConfiguration.DELIVERY_TIMEOUT_MS + 1_000;

    private final KafkaTemplate<String, byte[]> producer;
    private final BodyLog bodies;
    private final String worker;

    KafkaDispatchLog(KafkaTemplate<String, byte[]> producer, BodyLog bodies, String worker) {
        this.producer = producer;
        this.bodies = bodies;
        this.worker = worker;
    }

    @Override
    public CompletableFuture<byte[]> fetch(Payload body) {
        return bodies.fetch(body);
    }

    @Override
    public Payload store(byte[] answer) throws LogUnavailableException {
        try {
            return acknowledged(bodies.append(Topics.OUTPUTS, answer));
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            throw new LogUnavailableException(e);
        }
    }

    @Override
    public void append(ResultRecord.Ended ended, int partition) throws LogUnavailableException {
        try {
            acknowledged(producer.send(ResultCodec.write(ended, worker, partition, ended.finishedEpochMillis())));
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            throw new LogUnavailableException(e);
        }
    }

    private static <T> T acknowledged(CompletableFuture<T> append) throws LogUnavailableException {
        try {
            return append.get(ACKNOWLEDGEMENT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LogUnavailableException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException(e);
        }
    }
}
