package dev.hearth.simulator;

import java.util.OptionalDouble;

/**
 * The GPUs of a run, all alike.
 *
 * @param gpusPerNode the last node may have fewer
 * @param gpuMemoryBytes of each GPU, for models
 * @param hostBytesPerSecond pace of each node's link, if all models lie in the host memory of every node; without it
 *     models are loaded from the repository
 * @param batchMarginal what an invocation adds to a batch, as a share of one inference
 * @param reportDelayNanos from a change on a GPU until schedulers hear of it, where there are several
 * @param hops what messages take between processes
 */
public record ClusterShape(
        int gpus,
        int gpusPerNode,
        long gpuMemoryBytes,
        OptionalDouble hostBytesPerSecond,
        double batchMarginal,
        long reportDelayNanos,
        Hops hops) {

    /** What a run keeps in view at once. */
    public static final int MOST_GPUS = 100_000;

    private static final long DEFAULT_REPORT_DELAY_NANOS = 5_000_000;

    public ClusterShape {
        within(gpus, 1, MOST_GPUS, "number of GPUs");
        within(gpusPerNode, 1, MOST_GPUS, "number of GPUs of a node");
        if (gpuMemoryBytes < 1) {
            throw new IllegalArgumentException("a GPU must have memory, but has " + gpuMemoryBytes + " bytes");
        }
        if (reportDelayNanos < 0) {
            throw new IllegalArgumentException("the report delay must be at least 0, but is " + reportDelayNanos);
        }
        if (hostBytesPerSecond.isPresent() && !(hostBytesPerSecond.getAsDouble() > 0)) {
            throw new IllegalArgumentException(
                    "the link must be faster than 0 bytes/s, but has " + hostBytesPerSecond.getAsDouble());
        }
    }

    /** The paper's: three nodes of four GPUs with 7,800 MB, models in the repository. */
    public static ClusterShape paper() {
        return new ClusterShape(
                12, 4, 7_800_000_000L, OptionalDouble.empty(), 1.0, DEFAULT_REPORT_DELAY_NANOS, Hops.NONE);
    }

    public ClusterShape withHostTier(double bytesPerSecond) {
        return new ClusterShape(
                gpus,
                gpusPerNode,
                gpuMemoryBytes,
                OptionalDouble.of(bytesPerSecond),
                batchMarginal,
                reportDelayNanos,
                hops);
    }

    public ClusterShape withGpus(int number, int perNode, long memoryBytes) {
        return new ClusterShape(
                number, perNode, memoryBytes, hostBytesPerSecond, batchMarginal, reportDelayNanos, hops);
    }

    public ClusterShape withBatchMarginal(double marginal) {
        return new ClusterShape(
                gpus, gpusPerNode, gpuMemoryBytes, hostBytesPerSecond, marginal, reportDelayNanos, hops);
    }

    public ClusterShape withReportDelay(long nanos) {
        return new ClusterShape(gpus, gpusPerNode, gpuMemoryBytes, hostBytesPerSecond, batchMarginal, nanos, hops);
    }

    public ClusterShape with(Hops other) {
        return new ClusterShape(
                gpus, gpusPerNode, gpuMemoryBytes, hostBytesPerSecond, batchMarginal, reportDelayNanos, other);
    }

    public int nodes() {
        return (gpus + gpusPerNode - 1) / gpusPerNode;
    }

    private static void within(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the " + name + " must be within " + least + " and " + most + ", but is " + value);
        }
    }
}
