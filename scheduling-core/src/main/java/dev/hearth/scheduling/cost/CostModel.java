package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expected load time by model, tier and GPU type, and inference time by model and GPU type, learned from what really
 * happened.
 *
 * <p>All are exponentially weighted moving averages. A profile seeds them; without one the first measurement does. What
 * is not known for a type of GPU is taken from all types together, and before anything is known the estimates here
 * stand: they only need the right order of magnitude.
 */
public final class CostModel {

    /** Of a load of no bytes, while nothing is known. */
    static final long DEFAULT_LOAD_BASE_NANOS = 20_000_000;

    /** 1 GB/s, a disk's pace, while nothing is known. */
    static final long DEFAULT_LOAD_NANOS_PER_BYTE = 1;

    /** 10 GB/s, a bus's pace, while nothing is known. */
    private static final double DEFAULT_HOST_LOAD_NANOS_PER_BYTE = 0.1;

    static final long DEFAULT_INFERENCE_NANOS = 10_000_000;

    /** One kind of cost of one model: on each type of GPU, and on all. */
    private static final class Cost {
        private final Average onAll = new Average();
        private final Map<String, Average> byType = new HashMap<>();

        @Nullable
        Average on(String type) {
            Average average = byType.get(type);
            if (average != null) {
                return average;
            }
            return onAll.known() ? onAll : null;
        }

        void seed(long nanos) {
            onAll.seed(nanos);
        }

        void measure(String type, long nanos, double rate) {
            byType.computeIfAbsent(type, _ -> onAll.copy()).measure(nanos, rate);
            onAll.measure(nanos, rate);
        }
    }

    private final double learningRate;
    private final Map<Tier, Map<ModelId, Cost>> load = new EnumMap<>(Tier.class);
    private final Map<ModelId, Cost> inference = new HashMap<>();
    private final Average typicalInference = new Average();
    private final PredictionError loadError = new PredictionError();
    private final PredictionError inferenceError = new PredictionError();

    /** @param learningRate weight of a new measurement, 0 (profiles stand) to 1 (only the last counts) */
    public CostModel(double learningRate) {
        if (!(learningRate >= 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("the learning rate must be within 0 and 1, but is " + learningRate);
        }
        this.learningRate = learningRate;
        for (Tier tier : Tier.values()) {
            load.put(tier, new HashMap<>());
        }
    }

    /** Seeds a model's costs on GPUs of any type; what has been measured already is kept. */
    public void profiled(ModelId model, Tier loadedFrom, long loadNanos, long inferenceNanos) {
        loads(loadedFrom, model).seed(loadNanos);
        inferences(model).seed(inferenceNanos);
        typicalInference.seed(inferenceNanos);
    }

    /** Learns from a load that was expected to take {@code expectedNanos}. */
    public void measuredLoad(ModelId model, Tier loadedFrom, String type, long nanos, long expectedNanos) {
        loadError.add(expectedNanos, nanos);
        loads(loadedFrom, model).measure(type, nanos, learningRate);
    }

    /** Learns from an inference that was expected to take {@code expectedNanos}. */
    public void measuredInference(ModelId model, String type, long nanos, long expectedNanos) {
        inferenceError.add(expectedNanos, nanos);
        inferences(model).measure(type, nanos, learningRate);
        typicalInference.measure(nanos, learningRate);
    }

    public long loadNanos(ModelId model, long modelBytes, Tier from, String type) {
        Cost cost = loads(from).get(model);
        Average average = cost == null ? null : cost.on(type);
        return average == null ? guessedLoadNanos(modelBytes, from) : average.nanos();
    }

    private static long guessedLoadNanos(long modelBytes, Tier from) {
        return DEFAULT_LOAD_BASE_NANOS
                + switch (from) {
                    case REPOSITORY -> modelBytes * DEFAULT_LOAD_NANOS_PER_BYTE;
                    case HOST -> Math.round(modelBytes * DEFAULT_HOST_LOAD_NANOS_PER_BYTE);
                };
    }

    public long inferenceNanos(ModelId model, String type) {
        Cost cost = inference.get(model);
        Average average = cost == null ? null : cost.on(type);
        return average == null ? typicalInferenceNanos() : average.nanos();
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

    private Map<ModelId, Cost> loads(Tier from) {
        return load.getOrDefault(from, Map.of());
    }

    private Cost loads(Tier from, ModelId model) {
        return loads(from).computeIfAbsent(model, _ -> new Cost());
    }

    private Cost inferences(ModelId model) {
        return inference.computeIfAbsent(model, _ -> new Cost());
    }
}
