package dev.hearth.registry.outcome;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import reactor.core.publisher.Mono;

/**
 * One line per ended invocation of a function, about the last {@value #LINES}; never a body. A line may be missing after a
 * crash of the recorder; it never comes twice.
 */
final class FunctionLog {

    static final int LINES = 1_000;

    private static final String LINE = "line";

    private final StringRedisTemplate redis;
    private final ReactiveStringRedisTemplate reactive;

    /** @param reactive for writes, of which many are under way at a time */
    FunctionLog(StringRedisTemplate redis, ReactiveStringRedisTemplate reactive) {
        this.redis = redis;
        this.reactive = reactive;
    }

    Mono<Void> append(ResultRecord.Ended ended) {
        var key = RegistryKeys.functionLog(ended.function(), ended.namespace());
        var line = StreamRecords.string(Map.of(LINE, WireJson.mapper().writeValueAsString(Line.of(ended))))
                .withStreamKey(key);
        return Mono.when(
                reactive.opsForStream()
                        .add(line, XAddOptions.trim(TrimOptions.maxLen(LINES).approximate())),
                reactive.expire(key, Topics.RESULT_TTL));
    }

    /** At most {@code tail} lines, the latest, in the order they were recorded; only those ended at or after {@code since}. */
    List<Line> read(String function, String namespace, int tail, @Nullable Instant since) {
        var from = since == null ? 0 : since.toEpochMilli();
        var lines = redis.<String, String>opsForStream()
                .reverseRange(
                        RegistryKeys.functionLog(function, namespace),
                        Range.unbounded(),
                        Limit.limit().count(tail));
        return lines.stream()
                .map(entry -> entry.getValue().get(LINE))
                .filter(Objects::nonNull)
                .map(json -> WireJson.mapper().readValue(json, Line.class))
                .filter(line -> line.finished() >= from)
                .toList()
                .reversed();
    }

    /** @param finished unix ms */
    record Line(
            String id,
            String label,
            InvocationState state,
            @Nullable CacheOutcome cache,
            @Nullable String gpu,
            Timing timing,
            ResultRecord.@Nullable Failure error,
            long finished) {

        static Line of(ResultRecord.Ended ended) {
            return new Line(
                    ended.id(),
                    ended.label(),
                    ended.state(),
                    ended.cache(),
                    ended.gpu(),
                    ended.timing(),
                    ended.error(),
                    ended.finishedEpochMillis());
        }
    }
}
