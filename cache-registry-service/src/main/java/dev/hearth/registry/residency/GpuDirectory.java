package dev.hearth.registry.residency;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.registry.RegistryKeys;
import dev.hearth.contracts.worker.GpuState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Reads from Redis which GPUs there are and what they hold. Only GPUs under a lease of their own epoch count. Throws
 * Spring's data access exceptions while Redis is away.
 */
public final class GpuDirectory {

    private final StringRedisTemplate redis;

    GpuDirectory(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** By id. */
    List<GpuAnswer> all() {
        return names().map(this::read).flatMap(Optional::stream).toList();
    }

    /** Ids of the GPUs that hold the model, in order. */
    public List<String> holders(ModelReference model) {
        return redis.opsForSet().members(RegistryKeys.holders(model)).stream()
                .map(GpuName::parse)
                .sorted()
                .map(GpuName::toString)
                .toList();
    }

    /** Device memory that models may take on the GPU that has most; empty if no GPU is known. */
    public OptionalLong largestCapacityBytes() {
        return names().map(gpu ->
                        redis.<String, String>opsForHash().get(RegistryKeys.gpu(gpu.worker(), gpu.index()), "capacity"))
                .filter(Objects::nonNull)
                .mapToLong(Long::parseLong)
                .max();
    }

    private Stream<GpuName> names() {
        return redis.opsForSet().members(RegistryKeys.GPUS).stream()
                .map(GpuName::parse)
                .sorted();
    }

    private Optional<GpuAnswer> read(GpuName gpu) {
        var lease = redis.<String, String>opsForHash().get(RegistryKeys.lease(gpu.worker()), "epoch");
        var known = redis.<String, String>opsForHash()
                .multiGet(RegistryKeys.gpu(gpu.worker(), gpu.index()), List.of("epoch", "state"));
        var state = known.get(1);
        if (lease == null || state == null || !lease.equals(known.get(0))) {
            return Optional.empty();
        }
        return Optional.of(
                GpuAnswer.of(gpu, Long.parseLong(lease), WireJson.mapper().readValue(state, GpuState.class)));
    }
}
