package dev.hearth.registry.outcome;

import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.registry.RegistryScripts;
import dev.hearth.contracts.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;

/** The view of outcomes in Redis, one hash an invocation, gone {@link Topics#RESULT_TTL} after the invocation ended. */
final class OutcomeStore {

    private static final RedisScript<String> RECORD = RedisScript.of(RegistryScripts.RECORD, String.class);
    private static final String FIRST = "recorded";
    private static final String BODY = "body";

    private final StringRedisTemplate redis;
    private final ReactiveStringRedisTemplate reactive;
    private final OutcomeMetrics metrics;

    /** @param reactive for writes, of which many are under way at a time */
    OutcomeStore(StringRedisTemplate redis, ReactiveStringRedisTemplate reactive, OutcomeMetrics metrics) {
        this.redis = redis;
        this.reactive = reactive;
        this.metrics = metrics;
    }

    /**
     * Folds one record into its invocation's outcome; any record may come again, and several of one invocation may be under
     * way.
     *
     * @param partition of {@code hearth.results}, where the record lies at {@code offset}
     * @return whether the invocation has an outcome by it and had none before
     */
    Mono<Boolean> record(int partition, long offset, long timestampMillis, ResultRecord record) {
        var reply = switch (record) {
            case ResultRecord.Attempt attempt ->
                fold(attempt.id(), partition, offset, attempt.attempt(), expiry(timestampMillis));
            case ResultRecord.Ended ended ->
                fold(
                        ended.id(),
                        partition,
                        offset,
                        ended.attempt(),
                        expiry(ended.finishedEpochMillis()),
                        WireJson.mapper().writeValueAsString(ended),
                        WireJson.mapper().writeValueAsString(whereBodyLies(ended.body(), partition, offset)));
        };
        return reply.map(FIRST::equals).doOnNext(first -> {
            if (first && record instanceof ResultRecord.Ended ended) {
                metrics.recorded(ended.state());
            }
        });
    }

    /** The outcome, its body by reference; empty if none is known. */
    Optional<ResultRecord.Ended> find(String id) {
        var found = redis.<String, String>opsForHash()
                .multiGet(RegistryKeys.invocation(id), List.of(RegistryKeys.OUTCOME, BODY));
        if (found.get(0) == null || found.get(1) == null) {
            return Optional.empty();
        }
        var body = WireJson.mapper().readValue(found.get(1), Payload.Reference.class);
        return Optional.of(WireJson.mapper()
                .readValue(found.get(0), ResultRecord.Ended.class)
                .withBody(body));
    }

    /** When what is said of something that happened then is forgotten. */
    static long expiry(long epochMillis) {
        return epochMillis + Topics.RESULT_TTL.toMillis();
    }

    private Mono<String> fold(String id, int partition, long offset, int attempt, long expiry, String... outcome) {
        var arguments = new ArrayList<String>();
        arguments.add(Integer.toString(partition));
        arguments.add(Long.toString(offset));
        arguments.add(Integer.toString(attempt));
        arguments.add(Long.toString(expiry));
        arguments.addAll(List.of(outcome));
        return reactive.execute(RECORD, List.of(RegistryKeys.invocation(id)), arguments)
                .next();
    }

    /** An inline body is the value of the terminal record itself. */
    private static Payload.Reference whereBodyLies(Payload body, int partition, long offset) {
        return switch (body) {
            case Payload.Reference reference -> reference;
            case Payload.Inline inline -> new Payload.Reference(Topics.RESULTS, partition, offset, inline.length());
        };
    }
}
