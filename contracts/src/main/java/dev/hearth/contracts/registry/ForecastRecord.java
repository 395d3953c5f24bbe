package dev.hearth.contracts.registry;

import dev.hearth.contracts.json.RecordVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one scheduler expects models to cost, as {@link RegistryKeys#forecast} holds it.
 *
 * @param recordVersion version of this shape
 * @param models the last it learned of, in no order
 */
public record ForecastRecord(int recordVersion, List<ModelCosts> models) {

    /** Version of this shape. */
    public static final int RECORD_VERSION = 1;

    public ForecastRecord {
        RecordVersion.requireReadable(ForecastRecord.class, recordVersion, RECORD_VERSION);
        models = models == null ? List.of() : List.copyOf(models);
    }

    /**
     * One model's.
     *
     * @param model its short name
     * @param inference absent while nothing is known of it
     * @param load by the tier it begins at; tiers of which nothing is known are missing
     */
    public record ModelCosts(String model, @Nullable Cost inference, Map<String, Cost> load) {
        public ModelCosts {
            load = load == null ? Map.of() : new LinkedHashMap<>(load);
        }
    }

    /**
     * What a load or an inference is expected to take, beside how well that was known before.
     *
     * @param expectedMs of the next
     * @param measuredMs of the last; 0 before the first
     * @param measuredEpochMillis when that was heard of
     * @param medianErrorRatio of the last predictions, each made before the fact: the median of |expected - measured| /
     *     measured; 0 before the first
     * @param predictions how many those are, at most 50
     */
    public record Cost(
            double expectedMs, double measuredMs, long measuredEpochMillis, double medianErrorRatio, int predictions) {}
}
