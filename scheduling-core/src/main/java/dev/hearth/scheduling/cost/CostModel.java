package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Expected load time by model, tier and GPU type, and inference time by model and GPU type, learned from what really
 * happened.
 *
 * <p>Each is the median of the last five measurements. A profile counts as one, and as all while there is none. What is not
 * known for a type of GPU is taken from all types together, and before anything is known the estimates here stand: they
 * only need the right order of magnitude. Of {@value #LIMIT} models at most; the one that nothing was heard of for longest
 * is forgotten first.
 */
public final class CostModel {

    /** Of a load of no bytes, while nothing is known. */
    static final long DEFAULT_LOAD_BASE_NANOS = 20_000_000;

    /** 1 GB/s, a disk's pace, while nothing is known. */
    static final long DEFAULT_LOAD_NANOS_PER_BYTE = 1;

    /** 10 GB/s, a bus's pace, while nothing is known. */
    private static final double DEFAULT_HOST_LOAD_NANOS_PER_BYTE = 0.1;

    static final long DEFAULT_INFERENCE_NANOS = 10_000_000;

    /** Models whose costs are known. */
    static final int LIMIT = 10_000;

    /** How fast the typical inference follows the models that run. */
    private static final double TYPICAL_RATE = 0.2;

    private final boolean learns;

    /** Last profiled or measured last. */
    private final SequencedMap<ModelId, ModelCosts> models = new LinkedHashMap<>();

    private final Average typicalInference = new Average();
    private final PredictionError loadError = new PredictionError();
    private final PredictionError inferenceError = new PredictionError();

    /** @param learns whether measurements refine profiles; else these stand, and the first measurement where there is none */
    public CostModel(boolean learns) {
        this.learns = learns;
    }

    /** Seeds a model's costs on GPUs of any type; what has been measured already is kept. */
    public void profiled(ModelId model, Tier loadedFrom, long loadNanos, long inferenceNanos) {
        ModelCosts costs = touched(model);
        costs.knownLoad(loadedFrom).seed(loadNanos);
        costs.knownInference().seed(inferenceNanos);
        typicalInference.seed(inferenceNanos);
    }

    /** Learns from a load that was expected to take {@code expectedNanos}. */
    public void measuredLoad(ModelId model, Tier loadedFrom, String type, long nanos, long expectedNanos) {
        loadError.add(expectedNanos, nanos);
        touched(model).knownLoad(loadedFrom).measure(type, nanos, expectedNanos, learns);
    }

    /** Learns from an inference that was expected to take {@code expectedNanos}. */
    public void measuredInference(ModelId model, String type, long nanos, long expectedNanos) {
        inferenceError.add(expectedNanos, nanos);
        touched(model).knownInference().measure(type, nanos, expectedNanos, learns);
        typicalInference.measure(nanos, learns ? TYPICAL_RATE : 0);
    }

    public long loadNanos(ModelId model, long modelBytes, Tier from, String type) {
        Cost cost = load(model, from);
        RecentMedian median = cost == null ? null : cost.on(type);
        return median == null ? guessedLoadNanos(modelBytes, from) : median.nanos();
    }

    /** To the best type of GPU. */
    public long leastLoadNanos(ModelId model, long modelBytes, Tier from) {
        Cost cost = load(model, from);
        return cost == null ? guessedLoadNanos(modelBytes, from) : cost.leastNanos();
    }

    private static long guessedLoadNanos(long modelBytes, Tier from) {
        return DEFAULT_LOAD_BASE_NANOS
                + switch (from) {
                    case REPOSITORY -> modelBytes * DEFAULT_LOAD_NANOS_PER_BYTE;
                    case HOST -> Math.round(modelBytes * DEFAULT_HOST_LOAD_NANOS_PER_BYTE);
                };
    }

    public long inferenceNanos(ModelId model, String type) {
        ModelCosts costs = models.get(model);
        Cost cost = costs == null ? null : costs.inference();
        RecentMedian median = cost == null ? null : cost.on(type);
        return median == null ? typicalInferenceNanos() : median.nanos();
    }

    /** Of an invocation whose model is not known, such as another scheduler's. */
    public long typicalInferenceNanos() {
        return typicalInference.known() ? typicalInference.nanos() : DEFAULT_INFERENCE_NANOS;
    }

    /** How far off the expected load times have been lately. */
    public PredictionError loadError() {
        return loadError;
    }

    /** How far off the expected inference times have been lately. */
    public PredictionError inferenceError() {
        return inferenceError;
    }

    /** What is expected of a model, and how well that was known; empty if nothing was profiled or measured of it. */
    public Optional<ModelForecast> forecast(ModelId model) {
        return Optional.ofNullable(models.get(model)).map(costs -> costs.forecast(model));
    }

    private @Nullable Cost load(ModelId model, Tier from) {
        ModelCosts costs = models.get(model);
        return costs == null ? null : costs.load(from);
    }

    private ModelCosts touched(ModelId model) {
        ModelCosts known = models.remove(model);
        ModelCosts costs = known == null ? new ModelCosts() : known;
        models.put(model, costs);
        if (models.size() > LIMIT) {
            models.pollFirstEntry();
        }
        return costs;
    }
}
