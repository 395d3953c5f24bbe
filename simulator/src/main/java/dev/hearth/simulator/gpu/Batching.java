package dev.hearth.simulator.gpu;

/**
 * How invocations of one model that wait together at a GPU run together.
 *
 * @param most in one batch
 * @param marginal what each beyond the first adds, as a share of one inference
 */
public record Batching(int most, double marginal) {

    public Batching {
        if (most < 1) {
            throw new IllegalArgumentException("a batch must hold at least 1 invocation, but is to hold " + most);
        }
        if (!(marginal >= 0 && marginal <= 1)) {
            throw new IllegalArgumentException("the batch marginal must be within 0 and 1, but is " + marginal);
        }
    }

    long nanos(long inferenceNanos, int size) {
        return Math.round(inferenceNanos * (1 + (size - 1) * marginal));
    }
}
