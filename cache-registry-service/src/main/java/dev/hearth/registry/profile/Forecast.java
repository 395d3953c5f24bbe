package dev.hearth.registry.profile;

import dev.hearth.contracts.registry.ForecastRecord;
import dev.hearth.contracts.registry.ForecastRecord.ModelCosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the schedulers expect one model to cost.
 *
 * @param inference absent while nothing is known of it
 * @param load by the tier it begins at; tiers of which nothing is known are missing
 */
public record Forecast(@Nullable Cost inference, Map<String, Cost> load) {

    /** @param told by one scheduler each, at least one */
    static Forecast merged(List<ModelCosts> told) {
        var inferences = told.stream()
                .map(ModelCosts::inference)
                .filter(Objects::nonNull)
                .toList();
        var loads = new TreeMap<String, List<ForecastRecord.Cost>>();
        told.forEach(costs -> costs.load()
                .forEach((tier, cost) ->
                        loads.computeIfAbsent(tier, _ -> new ArrayList<>()).add(cost)));
        var load = new TreeMap<String, Cost>();
        loads.forEach((tier, costs) -> load.put(tier, Cost.merged(costs)));
        return new Forecast(inferences.isEmpty() ? null : Cost.merged(inferences), load);
    }

    /**
     * What a load or an inference is expected to take, beside how well that was known before.
     *
     * @param expectedMs of the next; of several schedulers the mean, each weighing as much as its predictions are many
     * @param measuredMs of the last of all; absent before the first
     * @param medianErrorRatio the median of |expected - measured| / measured over each scheduler's last 50 predictions; of
     *     several the mean, likewise weighed; absent before the first
     * @param predictions how many those are, of all schedulers together
     */
    public record Cost(
            double expectedMs,
            @Nullable Double measuredMs,
            @Nullable Double medianErrorRatio,
            int predictions) {

        private static Cost merged(List<ForecastRecord.Cost> told) {
            var predictions =
                    told.stream().mapToInt(ForecastRecord.Cost::predictions).sum();
            if (predictions == 0) {
                return new Cost(told.getFirst().expectedMs(), null, null, 0);
            }
            double expectedMs = 0;
            double medianErrorRatio = 0;
            for (var cost : told) {
                double weight = (double) cost.predictions() / predictions;
                expectedMs += weight * cost.expectedMs();
                medianErrorRatio += weight * cost.medianErrorRatio();
            }
            var last = told.stream()
                    .filter(cost -> cost.predictions() > 0)
                    .max(Comparator.comparingLong(ForecastRecord.Cost::measuredEpochMillis));
            return new Cost(expectedMs, last.orElseThrow().measuredMs(), medianErrorRatio, predictions);
        }
    }
}
