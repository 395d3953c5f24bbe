package dev.hearth.scheduling.cost;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.HashMap;
import java.util.Map;

/**
 * Expected load and inference time of each model, learned from what really happened.
 *
 * <p>Both are exponentially weighted moving averages. A profile seeds them; without one the first measurement does, and
 * before that the estimates here stand: they only need the right order of magnitude.
 */
public final class CostModel {

    /** Of a load of no bytes, while nothing is known. */
    static final long DEFAULT_LOAD_BASE_NANOS = 20_000_000;

    /** 1 GB/s, a disk's pace, while nothing is known. */
    static final long DEFAULT_LOAD_NANOS_PER_BYTE = 1;

    static final long DEFAULT_INFERENCE_NANOS = 10_000_000;

    private final double learningRate;
    private final Map<ModelId, Average> load = new HashMap<>();
    private final Map<ModelId, Average> inference = new HashMap<>();
    private final Average typicalInference = new Average();

    /** @param learningRate weight of a new measurement, 0 (profiles stand) to 1 (only the last counts) */
    public CostModel(double learningRate) {
        if (!(learningRate >= 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("the learning rate must be within 0 and 1, but is " + learningRate);
        }
        this.learningRate = learningRate;
    }

    /** Seeds a model's costs; what has been measured already is kept. */
    public void profiled(ModelId model, long loadNanos, long inferenceNanos) {
        average(load, model).seed(loadNanos);
        average(inference, model).seed(inferenceNanos);
        typicalInference.seed(inferenceNanos);
    }

    public void measuredLoad(ModelId model, long nanos) {
        average(load, model).measure(nanos, learningRate);
    }

    public void measuredInference(ModelId model, long nanos) {
        average(inference, model).measure(nanos, learningRate);
        typicalInference.measure(nanos, learningRate);
    }

    public long loadNanos(ModelId model, long modelBytes) {
        Average average = load.get(model);
        return average == null
                ? DEFAULT_LOAD_BASE_NANOS + modelBytes * DEFAULT_LOAD_NANOS_PER_BYTE
                : Math.round(average.nanos);
    }

    public long inferenceNanos(ModelId model) {
        Average average = inference.get(model);
        return average == null ? typicalInferenceNanos() : Math.round(average.nanos);
    }

    /** Of an invocation whose model is not known, such as another scheduler's. */
    public long typicalInferenceNanos() {
        return typicalInference.known ? Math.round(typicalInference.nanos) : DEFAULT_INFERENCE_NANOS;
    }

    private static Average average(Map<ModelId, Average> averages, ModelId model) {
        return averages.computeIfAbsent(model, _ -> new Average());
    }

    private static final class Average {
        private double nanos;
        private boolean known;
        private boolean measured;

        void seed(long value) {
            if (!measured) {
                nanos = value;
                known = true;
            }
        }

        void measure(long value, double rate) {
            nanos = known ? nanos + rate * (value - nanos) : value;
            known = true;
            measured = true;
        }
    }
}
