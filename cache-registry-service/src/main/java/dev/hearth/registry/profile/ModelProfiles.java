package dev.hearth.registry.profile;

import dev.hearth.contracts.model.ModelReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moving averages of load and inference times by model, as the logs told them since this process started; of the
 * {@value #MODELS} models heard of last. Thread-safe.
 */
public final class ModelProfiles {

    private static final int MODELS = 10_000;
    private static final double WEIGHT_OF_THE_NEWEST = 0.2;

    private final Map<ModelReference, Profile> profiles = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ModelReference, Profile> eldest) {
            return size() > MODELS;
        }
    };

    /** @param tier that the weights came from */
    public synchronized void loaded(ModelReference model, String tier, double millis) {
        var known = profiles.getOrDefault(model, Profile.UNKNOWN);
        var loads = new LinkedHashMap<>(known.loadMs());
        loads.merge(tier, millis, ModelProfiles::average);
        profiles.put(model, new Profile(loads, known.inferenceMs()));
    }

    public synchronized void inferred(ModelReference model, double millis) {
        var known = profiles.getOrDefault(model, Profile.UNKNOWN);
        var inference = known.inferenceMs() == null ? millis : average(known.inferenceMs(), millis);
        profiles.put(model, new Profile(known.loadMs(), inference));
    }

    /** Empty while nothing is known of the model. */
    public synchronized Optional<Profile> of(ModelReference model) {
        return Optional.ofNullable(profiles.get(model));
    }

    private static double average(double known, double newest) {
        return known + WEIGHT_OF_THE_NEWEST * (newest - known);
    }

    /**
     * One model's costs.
     *
     * @param loadMs by the tier it is loaded from
     * @param inferenceMs absent until it has run
     */
    public record Profile(
            Map<String, Double> loadMs, @Nullable Double inferenceMs) {
        private static final Profile UNKNOWN = new Profile(Map.of(), null);
    }
}
