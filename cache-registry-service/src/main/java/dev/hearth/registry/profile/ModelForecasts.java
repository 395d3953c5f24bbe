package dev.hearth.registry.profile;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.ForecastRecord;
import dev.hearth.contracts.registry.ForecastRecord.ModelCosts;
import dev.hearth.contracts.registry.RegistryKeys;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What the schedulers expect models to cost, as they told Redis: at most some seconds old, and of a scheduler that ended at
 * most a minute. Throws Spring's data access exceptions while Redis is away.
 */
public final class ModelForecasts {

    private final StringRedisTemplate redis;

    ModelForecasts(StringRedisTemplate redis) {
        this.redis = redis;
    }

    /** By the model's short name, of all schedulers together; models of which none expects anything are missing. */
    public Map<String, Forecast> all() {
        return redis.opsForSet().members(RegistryKeys.FORECASTERS).stream()
                .sorted()
                .map(this::read)
                .flatMap(Optional::stream)
                .flatMap(record -> record.models().stream())
                .collect(Collectors.groupingBy(
                        ModelCosts::model, Collectors.collectingAndThen(Collectors.toList(), Forecast::merged)));
    }

    /** Empty for a scheduler that ended; it is not asked for again until it is back. */
    private Optional<ForecastRecord> read(String scheduler) {
        var told = redis.opsForValue().get(RegistryKeys.forecast(scheduler));
        if (told == null) {
            redis.opsForSet().remove(RegistryKeys.FORECASTERS, scheduler);
            return Optional.empty();
        }
        return Optional.of(WireJson.mapper().readValue(told, ForecastRecord.class));
    }
}
