package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What loading one model, from each tier, and running it cost. */
final class ModelCosts {

    private final Map<Tier, Cost> loads = new EnumMap<>(Tier.class);
    private @Nullable Cost inference;

    /** Null while nothing is known of it. */
    @Nullable
    Cost load(Tier from) {
        return loads.get(from);
    }

    /** Null while nothing is known of it. */
    @Nullable
    Cost inference() {
        return inference;
    }

    Cost knownLoad(Tier from) {
        return loads.computeIfAbsent(from, _ -> new Cost());
    }

    Cost knownInference() {
        Cost known = inference;
        if (known == null) {
            known = new Cost();
            inference = known;
        }
        return known;
    }

    ModelForecast forecast(ModelId model) {
        Map<Tier, Forecast> forecasts = new EnumMap<>(Tier.class);
        loads.forEach((tier, load) -> forecasts.put(tier, load.forecast()));
        return new ModelForecast(model, Optional.ofNullable(inference).map(Cost::forecast), forecasts);
    }
}
