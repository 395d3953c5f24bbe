package dev.hearth.simulator.measure;

/**
 * The figures of one run; their names are the keys in JSON.
 *
 * @param policy the name it is chosen by
 * @param trace its name
 * @param missRatio invocations that brought about a load, by all
 * @param falseMissRatio those of them whose model was on another GPU, by all
 * @param busyFraction inference seconds by GPUs and makespan
 * @param loadSeconds of all loads, those ahead of need too
 * @param hiddenLoadSeconds the part of them during which that GPU ran an inference
 * @param maxWaitSeconds longest time from an arrival until its own load or inference began
 * @param hottestReplicas ready copies of the most requested model, averaged over the makespan
 * @param zeroMissMeanSeconds mean latency under {@link ZeroMissBound}
 * @param zeroMissP99Seconds its 99th percentile
 * @param meanOverZeroMissRatio mean latency by that bound
 * @param p99OverZeroMissRatio the same of the 99th percentile
 * @param loads all loads, those ahead of need too
 * @param coldStartRatio invocations that found their model absent or loading at their GPU, by all
 * @param refusals dispatches and loads that a GPU could not take as planned
 * @param makespanSeconds from the first arrival to the last end
 * @param eviction the eviction policy's name
 * @param variant what sets this run apart from others of its policy; empty for none
 * @param rate how many times as fast as recorded the trace was played
 */
public record RunSummary(
        String policy,
        String trace,
        int invocations,
        double meanSeconds,
        double p50Seconds,
        double p95Seconds,
        double p99Seconds,
        double maxSeconds,
        double varianceSeconds2,
        double missRatio,
        double falseMissRatio,
        double busyFraction,
        double loadSeconds,
        double hiddenLoadSeconds,
        double maxWaitSeconds,
        double hottestReplicas,
        double zeroMissMeanSeconds,
        double zeroMissP99Seconds,
        double meanOverZeroMissRatio,
        double p99OverZeroMissRatio,
        int loads,
        double coldStartRatio,
        int refusals,
        double makespanSeconds,
        String eviction,
        String variant,
        double rate,
        int gpus,
        boolean hostTier,
        int schedulers,
        int maxBatch) {}
