package dev.hearth.registry.profile;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.registry.ForecastRecord;
import dev.hearth.contracts.registry.ForecastRecord.ModelCosts;
import dev.hearth.contracts.registry.RegistryKeys;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import tools.jackson.core.JacksonException;

/**
 * What the schedulers expect models to cost, as they told Redis: at most some seconds old, and of a scheduler that ended at
 * most a minute. Throws Spring's data access exceptions while Redis is away.
 */
public final class ModelForecasts {

    private static final Logger log = LoggerFactory.getLogger(ModelForecasts.class);

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
        try {
            return Optional.of(WireJson.mapper().readValue(told, ForecastRecord.class));
        } catch (JacksonException e) {
            // A scheduler that was upgraded before this registry: models are described without what it expects.
            log.warn("the forecast of {} cannot be read: {}", scheduler, e.getMessage());
            return Optional.empty();
        }
    }
}
