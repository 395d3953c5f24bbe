package dev.hearth.scheduler.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.InvocationCodec;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.InvocationId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.util.unit.DataSize;

class InvocationConsumerTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.INVOCATIONS, 0);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");
    private final CompletableFuture<Void> fleetRead = new CompletableFuture<>();
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final Intake intake = new Intake(
            new IntakeProperties(100_000, DataSize.ofMegabytes(64), Duration.ofMillis(1)), Clock.systemUTC());
    private final InvocationConsumer consumer = new InvocationConsumer(
            new OneConsumer(kafka),
            new KafkaTemplate<>(
                    new DefaultKafkaProducerFactory<>(Map.of(), new StringSerializer(), new ByteArraySerializer())),
            intake,
            new OffsetCommits(Duration.ofMillis(1)),
            new RecoveredOutcomes(new UnusedRedis()),
            event -> arrived.add(
                    ((Event.InvocationArrived) event).invocation().id().value()),
            fleetRead);

    @AfterEach
    void stop() {
        consumer.stop();
    }

    @Test
    void takesNothingInBeforeTheFleetIsKnown() {
        consumer.start();
        await().during(Duration.ofMillis(300))
                .atMost(SOON)
                .until(() -> kafka.subscription().isEmpty());

        fleetRead.complete(null);

        await().atMost(SOON).until(() -> kafka.subscription().contains(Topics.INVOCATIONS));
    }

    @Test
    void readsNoFurtherThanItsWindowAndMissesNothingAfterwards() {
        begin();
        kafka.schedulePollTask(() -> addRecords(0, OffsetWindow.LIMIT + 10));
        await().atMost(SOON)
                .until(() ->
                        arrived.size() == OffsetWindow.LIMIT && kafka.paused().contains(PARTITION));

        intake.finish(new InvocationId("0"));
        intake.finish(new InvocationId("1"));
        intake.finish(new InvocationId("2"));

        // What the double once delivered it does not deliver again: a broker would, from the offset sought.
        await().atMost(SOON).until(() -> !kafka.paused().contains(PARTITION));
        assertThat(kafka.position(PARTITION)).isEqualTo(OffsetWindow.LIMIT);
        kafka.schedulePollTask(() -> addRecords(OffsetWindow.LIMIT, 10));
        await().atMost(SOON).until(() -> arrived.size() == OffsetWindow.LIMIT + 3);
        assertThat(arrived.subList(OffsetWindow.LIMIT, OffsetWindow.LIMIT + 3))
                .containsExactly("16384", "16385", "16386");
    }

    @Test
    void commitsTheLowestUnfinishedOffsetWithTheBitmap() {
        begin();
        kafka.schedulePollTask(() -> addRecords(0, 3));
        await().atMost(SOON).until(() -> arrived.size() == 3);

        intake.finish(new InvocationId("0"));
        intake.finish(new InvocationId("2"));

        await().atMost(SOON).until(() -> committedOffset() == 1);
        assertThat(OffsetWindow.restored(
                                1,
                                kafka.committed(java.util.Set.of(PARTITION))
                                        .get(PARTITION)
                                        .metadata())
                        .isFinished(2))
                .isTrue();
    }

    @Test
    void theSecondRecordOfAnInvocationHoldsNoOffsetUp() {
        begin();
        kafka.schedulePollTask(() -> {
            kafka.addRecord(record(0, "same"));
            kafka.addRecord(record(1, "same"));
        });
        await().atMost(SOON).until(() -> arrived.size() == 1);

        intake.finish(new InvocationId("same"));

        await().atMost(SOON).until(() -> committedOffset() == 2);
    }

    private void begin() {
        fleetRead.complete(null);
        kafka.schedulePollTask(() -> {
            kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
            kafka.updateEndOffsets(Map.of(PARTITION, 0L));
            kafka.rebalance(List.of(PARTITION));
        });
        consumer.start();
        await().atMost(SOON).until(consumer::assigned);
    }

    private long committedOffset() {
        var committed = kafka.committed(java.util.Set.of(PARTITION)).get(PARTITION);
        return committed == null ? -1 : committed.offset();
    }

    private void addRecords(long from, int count) {
        for (long offset = from; offset < from + count; offset++) {
            kafka.addRecord(record(offset, Long.toString(offset)));
        }
    }

    private static ConsumerRecord<String, byte[]> record(long offset, String id) {
        var now = System.currentTimeMillis();
        var sent = InvocationCodec.write(
                new InvocationRecord(
                        id,
                        id,
                        "embed",
                        "openfaas-fn",
                        1,
                        new ModelReference("minilm", 1),
                        "digest",
                        1,
                        1,
                        1,
                        now,
                        now + 60_000,
                        0,
                        null,
                        new Payload.Inline(new byte[1])),
                "gateway-1",
                0);
        return new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                1,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    /** Gives out the one consumer it was made with. */
    private static final class OneConsumer extends DefaultKafkaConsumerFactory<String, byte[]> {

        private final Consumer<String, byte[]> only;

        OneConsumer(Consumer<String, byte[]> only) {
            super(Map.of());
            this.only = only;
        }

        @Override
        public Consumer<String, byte[]> createConsumer(
                String groupId, String clientIdPrefix, String clientIdSuffix, Properties properties) {
            return only;
        }
    }

    /** Nothing lay in the log before, so no outcome is looked up. */
    private static final class UnusedRedis extends ReactiveStringRedisTemplate {
        UnusedRedis() {
            super(new org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory());
        }
    }
}
