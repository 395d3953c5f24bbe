package dev.hearth.registry.outcome;

import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.registry.RegistryScripts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Up to where each partition of {@code hearth.results} is in the view. It lies beside the view, so that both are wiped
 * together: a position that is missing means that the view must be made anew.
 */
final class RecordedPositions {

    private static final RedisScript<String> ADVANCE = RedisScript.of(RegistryScripts.ADVANCE, String.class);
    private static final String ADVANCED = "advanced";

    private final StringRedisTemplate redis;

    RecordedPositions(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** The offset to record next; empty if the view holds nothing of the partition. */
    Optional<Long> find(int partition) {
        return Optional.ofNullable(
                        redis.<String, String>opsForHash().get(RegistryKeys.RECORDED, Integer.toString(partition)))
                .map(Long::valueOf);
    }

    /** By partition. */
    Map<Integer, Long> all() {
        var positions = new HashMap<Integer, Long>();
        redis.<String, String>opsForHash()
                .entries(RegistryKeys.RECORDED)
                .forEach((partition, offset) -> positions.put(Integer.valueOf(partition), Long.valueOf(offset)));
        return positions;
    }

    /** The view of the partition is made from its beginning. */
    void begin(int partition) {
        redis.<String, String>opsForHash().put(RegistryKeys.RECORDED, Integer.toString(partition), "0");
    }

    /** Returns false if the view was wiped meanwhile; then nothing is moved. */
    boolean advance(int partition, long nextOffset) {
        return ADVANCED.equals(redis.execute(
                ADVANCE, List.of(RegistryKeys.RECORDED), Integer.toString(partition), Long.toString(nextOffset)));
    }
}
