package dev.hearth.registry.outcome;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.messaging.ResultCodec;
import dev.hearth.messaging.UndecodableRecordException;
import dev.hearth.registry.profile.ModelProfiles;
import dev.hearth.telemetry.logging.InvocationNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerSeekAware;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes what {@code hearth.results} says into the view. Reading goes on where the view itself says it ended, whatever the
 * group committed; where the view was wiped, the partition is read from its beginning.
 *
 * <p>All methods run on the consumer's thread; the writes of a batch are under way together, because one that waits for
 * another costs two changes of thread. While Redis is away a batch fails and is tried again.
 */
final class Recorder implements BatchMessageListener<String, byte[]>, ConsumerSeekAware {

    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final int WRITES_AT_A_TIME = 256;
    private static final String ORIGIN = "hearth-origin";
    private static final String REASON = "hearth-reason";

    private final OutcomeStore outcomes;
    private final FunctionLog lines;
    private final ModelProfiles profiles;
    private final RecordedPositions positions;
    private final RecorderProgress progress;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Set<Integer> assigned = new HashSet<>();
    private final Map<Integer, Long> buried = new HashMap<>();
    private @Nullable ConsumerSeekCallback seeks;

    Recorder(
            OutcomeStore outcomes,
            FunctionLog lines,
            ModelProfiles profiles,
            RecordedPositions positions,
            RecorderProgress progress,
            KafkaTemplate<String, byte[]> kafka) {
        this.outcomes = outcomes;
        this.lines = lines;
        this.profiles = profiles;
        this.positions = positions;
        this.progress = progress;
        this.kafka = kafka;
    }

    @Override
    public void onMessage(List<ConsumerRecord<String, byte[]>> records) {
        var next = new HashMap<Integer, Long>();
        var writes = new ArrayList<Mono<ResultRecord.Ended>>();
        for (var record : records) {
            decode(record).ifPresent(result -> writes.add(write(record, result)));
            next.put(record.partition(), record.offset() + 1);
        }
        var ended = Flux.fromIterable(writes)
                .flatMap(Function.identity(), WRITES_AT_A_TIME)
                .collect(Collectors.groupingBy(FunctionName::of, Collectors.counting()))
                .block();
        if (ended != null) {
            count(ended);
        }
        var wiped = false;
        for (var position : next.entrySet()) {
            wiped |= !positions.advance(position.getKey(), position.getValue());
        }
        if (wiped) {
            beginWhereWiped();
        }
    }

    @Override
    public void registerSeekCallback(ConsumerSeekCallback callback) {
        seeks = callback;
    }

    @Override
    public void onPartitionsAssigned(Map<TopicPartition, Long> assignments, ConsumerSeekCallback callback) {
        assignments.keySet().forEach(partition -> assigned.add(partition.partition()));
        try {
            for (var partition : assignments.keySet()) {
                positions
                        .find(partition.partition())
                        .ifPresent(offset -> callback.seek(Topics.RESULTS, partition.partition(), offset));
            }
            beginWhereWiped(callback);
        } catch (DataAccessException e) {
            // Then it starts where the group committed, and the first batch or idle time tells whether that was right.
            log.warn("where recording goes on is not known while Redis is away: {}", e.toString());
        }
    }

    @Override
    public void onPartitionsRevoked(@Nullable Collection<TopicPartition> partitions) {
        if (partitions != null) {
            partitions.forEach(partition -> assigned.remove(partition.partition()));
        }
    }

    @Override
    public void onIdleContainer(Map<TopicPartition, Long> assignments, ConsumerSeekCallback callback) {
        try {
            beginWhereWiped(callback);
        } catch (DataAccessException e) {
            log.debug("Redis is away", e);
        }
    }

    private Optional<ResultRecord> decode(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(ResultCodec.read(record));
        } catch (UndecodableRecordException e) {
            bury(record, e);
            return Optional.empty();
        }
    }

    /** The invocation if this is the first that is known of its end. */
    private Mono<ResultRecord.Ended> write(ConsumerRecord<String, byte[]> record, ResultRecord result) {
        return outcomes.record(record.partition(), record.offset(), record.timestamp(), result)
                .filter(first -> first)
                .flatMap(first -> result instanceof ResultRecord.Ended ended ? line(ended) : Mono.empty());
    }

    private Mono<ResultRecord.Ended> line(ResultRecord.Ended ended) {
        try (var _ = InvocationNames.of(ended).put()) {
            log.debug("ended invocation={} state={}", ended.id(), ended.state());
        }
        if (ended.state() == InvocationState.SUCCEEDED && ended.model() != null) {
            profiles.inferred(ended.model(), ended.timing().inferenceMs());
        }
        return lines.append(ended).thenReturn(ended);
    }

    /** Once a batch: a count for each invocation would cost as much as its line. */
    private void count(Map<FunctionName, Long> ended) {
        Flux.fromIterable(ended.entrySet())
                .flatMap(function -> lines.count(
                        function.getKey().function(), function.getKey().namespace(), function.getValue()))
                .blockLast();
    }

    private record FunctionName(String function, String namespace) {

        static FunctionName of(ResultRecord.Ended ended) {
            return new FunctionName(ended.function(), ended.namespace());
        }
    }

    private void beginWhereWiped() {
        if (seeks != null) {
            beginWhereWiped(seeks);
        }
    }

    private void beginWhereWiped(ConsumerSeekCallback callback) {
        var known = positions.all().keySet();
        for (var partition : assigned) {
            if (!known.contains(partition)) {
                log.info("making the view of {}-{} anew", Topics.RESULTS, partition);
                progress.restart();
                positions.begin(partition);
                callback.seekToBeginning(Topics.RESULTS, partition);
            }
        }
    }

    private void bury(ConsumerRecord<String, byte[]> record, UndecodableRecordException failure) {
        // Not again when the partition is read anew.
        if (record.offset() <= buried.getOrDefault(record.partition(), -1L)) {
            return;
        }
        log.error("{}; it goes to {}", failure.getMessage(), Topics.DEAD);
        var dead = new ProducerRecord<>(Topics.DEAD, null, record.key(), record.value(), record.headers());
        dead.headers().add(ORIGIN, bytes(record.topic() + "-" + record.partition() + "@" + record.offset()));
        dead.headers().add(REASON, bytes(String.valueOf(failure.getMessage())));
        kafka.send(dead).join();
        buried.put(record.partition(), record.offset());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
