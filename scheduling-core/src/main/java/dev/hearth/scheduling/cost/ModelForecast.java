package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is expected of one model, over all types of GPU.
 *
 * @param inference empty while nothing is known of it
 * @param loads by the tier they begin at; tiers of which nothing is known are missing
 */
public record ModelForecast(ModelId model, Optional<Forecast> inference, Map<Tier, Forecast> loads) {

    public ModelForecast {
        Map<Tier, Forecast> ordered = new EnumMap<>(Tier.class);
        ordered.putAll(loads);
        loads = Collections.unmodifiableMap(ordered);
    }
}
