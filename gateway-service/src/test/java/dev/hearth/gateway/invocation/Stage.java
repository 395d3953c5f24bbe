package dev.hearth.gateway.invocation;

import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.function.FunctionCatalogue;
import dev.hearth.gateway.result.Waiters;
import dev.hearth.messaging.BodyLog;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.telemetry.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.scheduler.Schedulers;

/** The handler with everything around it, on a log that a test plays: no Kafka, no network. */
final class Stage {

    static final FunctionRecord EMBED = new FunctionRecord(
            1,
            "embed",
            "openfaas-fn",
            7,
            new ModelReference("minilm", 1),
            "digest",
            23_000_000,
            "text-embedding",
            30_000,
            8,
            20,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            null,
            0,
            null);
    static final int PARTITION = 2;
    static final InvocationProperties PATIENCE = new InvocationProperties(Duration.ofMillis(10), Duration.ofMillis(50));

    final FunctionCatalogue catalogue = new FunctionCatalogue();
    final Waiters waiters = new Waiters(PARTITION);
    final Admission admission = new Admission(2, 2L * Topics.BODY_LIMIT_BYTES);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final PlayedLog log;
    final InvocationHandler handler;
    final WebTestClient client;

    Stage() {
        this(true);
    }

    /** @param acknowledges whether the log acknowledges appends by itself */
    Stage(boolean acknowledges) {
        log = new PlayedLog(acknowledges);
        catalogue.put(EMBED);
        catalogue.markRead();
        waiters.markReading();
        var timer = Schedulers.newSingle("test-deadlines", true);
        var producer = new KafkaTemplate<String, byte[]>(() -> log);
        var bodies = new BodyLog(producer, new DefaultKafkaConsumerFactory<>(Map.of()));
        var invocations = new InvocationLog(producer, bodies, Runnable::run, "gateway-1");
        handler = new InvocationHandler(
                new Gate(catalogue, waiters, admission),
                new Invoker(waiters, invocations, Tracing.off(), timer, PATIENCE, "gateway-1"),
                new ResultBodies(bodies, timer),
                new InvocationMetrics(meters),
                new CallTraces(Tracing.off()),
                timer,
                Clock.systemUTC());
        client = WebTestClient.bindToRouterFunction(new InvocationConfiguration().invocationRoutes(handler))
                .configureClient()
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** Lets a worker end every invocation at once, as {@code end} says. */
    void workerEnds(UnaryOperator<ResultRecord.Ended> end) {
        log.onInvocation = invocation -> give(end.apply(succeeded(invocation, "answer")));
    }

    /** Appends to the results partition; the gateway reads it at once. */
    void give(ResultRecord result) {
        waiters.accept(logged(ResultCodec.write(result, "worker-1", PARTITION, 0)));
    }

    /** Waits until the gateway has let go of all calls: the answer leaves a moment before. */
    void awaitNobodyWaiting() {
        await().until(() -> waiters.size() == 0 && admission.waiting() == 0 && admission.bodyBytes() == 0);
    }

    /** Waits until so many answers were counted. */
    void awaitCounted(String code, double times) {
        await().until(() -> counted(code) == times);
    }

    private double counted(String code) {
        return meters.counter("gateway.function.invocation", "function_name", EMBED.key(), "code", code)
                .count();
    }

    static ResultRecord.Ended succeeded(InvocationRecord invocation, String answer) {
        return new ResultRecord.Ended(
                invocation.id(),
                invocation.label(),
                invocation.function(),
                invocation.namespace(),
                invocation.revision(),
                invocation.model(),
                invocation.attempt(),
                InvocationState.SUCCEEDED,
                "worker-1",
                42,
                "worker-1/0",
                CacheOutcome.MISS,
                new Timing(0.5, 0.25, 0.125, 0.0625, 0.9375),
                invocation.createdEpochMillis(),
                invocation.createdEpochMillis(),
                invocation.createdEpochMillis() + 1,
                null,
                "application/json",
                new Payload.Inline(answer.getBytes(StandardCharsets.UTF_8)));
    }

    static ConsumerRecord<String, byte[]> logged(ProducerRecord<String, byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    /** A log that tells the test what is appended, and fails when told to. */
    static final class PlayedLog extends MockProducer<String, byte[]> {

        private Consumer<InvocationRecord> onInvocation = invocation -> {};
        private Consumer<ResultRecord> onResult = result -> {};
        private Runnable onBody = () -> {};

        PlayedLog(boolean acknowledges) {
            super(acknowledges, null, new StringSerializer(), new ByteArraySerializer());
        }

        void onInvocation(Consumer<InvocationRecord> reaction) {
            onInvocation = reaction;
        }

        void onResult(Consumer<ResultRecord> reaction) {
            onResult = reaction;
        }

        void onBody(Runnable reaction) {
            onBody = reaction;
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<String, byte[]> record, @Nullable Callback callback) {
            var sent = super.send(record, callback);
            switch (record.topic()) {
                case Topics.INVOCATIONS -> onInvocation.accept(InvocationCodec.read(logged(record)));
                case Topics.RESULTS -> onResult.accept(ResultCodec.read(logged(record)));
                default -> onBody.run();
            }
            return sent;
        }

        /** The template closes what its factory gave it after each send; this log is used again. */
        @Override
        public void close(Duration timeout) {}

        List<InvocationRecord> invocations() {
            return history().stream()
                    .filter(record -> record.topic().equals(Topics.INVOCATIONS))
                    .map(record -> InvocationCodec.read(logged(record)))
                    .toList();
        }
    }
}
