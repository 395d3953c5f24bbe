package dev.hearth.registry.outcome;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.telemetry.logging.InvocationNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.MapRecord;
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

    /** More than there ever are: the log is trimmed a little late. */
    static final int ALL_LINES = 2 * LINES;

    private static final String LINE = "line";
    private static final String BEGINNING = "0-0";
    private static final int LONGEST_MESSAGE = 512;
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

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

    /** Adds to the number of a function's ended invocations; forgotten with its log. */
    Mono<Void> count(String function, String namespace, long more) {
        var key = RegistryKeys.functionCount(function, namespace);
        return Mono.when(reactive.opsForValue().increment(key, more), reactive.expire(key, Topics.RESULT_TTL));
    }

    /** Those of the present lines that are wanted, in the order they were recorded. */
    Page read(LogQuery query) {
        var newest = redis.<String, String>opsForStream()
                .reverseRange(
                        RegistryKeys.functionLog(query.function(), query.namespace()),
                        Range.unbounded(),
                        Limit.limit().count(query.linesToRead()));
        var wanted = lines(newest.reversed()).filter(query::wants).toList();
        return new Page(
                wanted.subList(Math.max(0, wanted.size() - query.tail()), wanted.size()),
                newest.isEmpty() ? BEGINNING : newest.getFirst().getId().getValue());
    }

    /** Those of the lines behind {@code last} that are wanted; some may be left for the next call. */
    Page readOn(LogQuery query, String last) {
        var more = redis.<String, String>opsForStream()
                .range(
                        RegistryKeys.functionLog(query.function(), query.namespace()),
                        Range.rightUnbounded(Range.Bound.exclusive(last)),
                        Limit.limit().count(LINES));
        return more.isEmpty()
                ? new Page(List.of(), last)
                : new Page(
                        lines(more).filter(query::wants).toList(),
                        more.getLast().getId().getValue());
    }

    private static Stream<Line> lines(List<MapRecord<String, String, String>> entries) {
        return entries.stream()
                .map(entry -> entry.getValue().get(LINE))
                .filter(Objects::nonNull)
                .map(json -> WireJson.mapper().readValue(json, Line.class));
    }

    /**
     * Some lines.
     *
     * @param last where reading goes on behind them
     */
    record Page(List<Line> lines, String last) {}

    /** @param finished unix ms */
    record Line(
            String id,
            String label,
            InvocationState state,
            @Nullable CacheOutcome cache,
            @Nullable String gpu,
            Timing timing,
            ResultRecord.@Nullable Failure error,
            @Nullable String traceId,
            long finished) {

        static Line of(ResultRecord.Ended ended) {
            return new Line(
                    ended.id(),
                    ended.label(),
                    ended.state(),
                    ended.cache(),
                    ended.gpu(),
                    ended.timing(),
                    bounded(ended.error()),
                    InvocationNames.of(ended).traceId(),
                    ended.finishedEpochMillis());
        }

        /** One line, and no place for what a caller sent: a message may quote it. */
        private static ResultRecord.@Nullable Failure bounded(ResultRecord.@Nullable Failure error) {
            if (error == null) {
                return null;
            }
            var message = CONTROLS.matcher(error.message()).replaceAll(" ");
            return new ResultRecord.Failure(
                    error.code(),
                    message.codePointCount(0, message.length()) > LONGEST_MESSAGE
                            ? message.substring(0, message.offsetByCodePoints(0, LONGEST_MESSAGE)) + "..."
                            : message);
        }

        /** What ran it; the function's own name where nothing did. */
        String instance(String function, String namespace) {
            return gpu == null ? FunctionRecord.key(function, namespace) : gpu;
        }
    }
}
