package dev.hearth.registry.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Backends;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class RecorderProgressIT {

    private static final StringRedisTemplate REDIS = connect();

    private final RecordedPositions positions = new RecordedPositions(REDIS);
    private final Map<Integer, Long> logEnds = new HashMap<>();
    private @Nullable TimeoutException kafkaAway;
    private final RecorderProgress progress = new RecorderProgress(positions, this::logEnds);

    @BeforeEach
    void anEmptyRedis() {
        Backends.freshRedis();
    }

    @Test
    void anEmptyLogHasNothingToRebuild() {
        assertThat(progress.rebuilding()).isFalse();
    }

    @Test
    void rebuildsUntilEachPartitionIsRecordedUpToWhereItEnded() {
        logEnds.put(0, 10L);
        logEnds.put(1, 5L);
        positions.begin(0);
        positions.begin(1);
        assertThat(progress.rebuilding()).isTrue();

        positions.advance(0, 10);
        assertThat(progress.rebuilding()).isTrue();

        // What came later does not count.
        logEnds.put(1, 99L);
        positions.advance(1, 5);
        assertThat(progress.rebuilding()).isFalse();
    }

    @Test
    void aWipeIsSeenAndTheNewEndsCount() {
        logEnds.put(0, 10L);
        positions.begin(0);
        positions.advance(0, 10);
        assertThat(progress.rebuilding()).isFalse();
        logEnds.put(0, 20L);

        Backends.freshRedis();
        assertThat(progress.rebuilding()).isTrue();

        assertThat(positions.advance(0, 15)).isFalse();
        positions.begin(0);
        assertThat(positions.advance(0, 15)).isTrue();
        assertThat(progress.rebuilding()).isTrue();
        positions.advance(0, 20);
        assertThat(progress.rebuilding()).isFalse();
    }

    @Test
    void isRebuildingWhileKafkaDoesNotSay() {
        kafkaAway = new TimeoutException("no broker");
        assertThat(progress.rebuilding()).isTrue();

        kafkaAway = null;
        assertThat(progress.rebuilding()).isFalse();
    }

    private Map<Integer, Long> logEnds() {
        if (kafkaAway != null) {
            throw kafkaAway;
        }
        return logEnds;
    }

    private static StringRedisTemplate connect() {
        var factory = new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(Backends.redis()));
        factory.afterPropertiesSet();
        factory.start();
        return new StringRedisTemplate(factory);
    }
}
