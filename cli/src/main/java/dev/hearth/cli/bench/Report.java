package dev.hearth.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found.
 *
 * @param runs in the order in which they were made
 * @param summary by name; ratios end in {@code Ratio}, platform over in process
 */
record Report(String name, Machine machine, List<Run> runs, SequencedMap<String, Double> summary) {

    /**
     * One load.
     *
     * @param target {@code platform} or {@code in-process}
     * @param cpuMsPerRequest of all processes of the target; in process that includes the load itself
     * @param cpuMsPerRequestOf the same by process
     * @param loadCpuMsPerRequest of this process, which makes the requests; absent in process
     * @param meanMs where the time went, by span; absent in process
     */
    record Run(
            String target,
            int callers,
            double seconds,
            long requests,
            long errors,
            double requestsPerSecond,
            double p50Ms,
            double p99Ms,
            double maxMs,
            double cpuMsPerRequest,
            @Nullable Map<String, Double> cpuMsPerRequestOf,
            @Nullable Double loadCpuMsPerRequest,
            dev.hearth.contracts.invocation.@Nullable Timing meanMs) {}

    long errors() {
        return runs.stream().mapToLong(Run::errors).sum();
    }

    long requests() {
        return runs.stream().mapToLong(Run::requests).sum();
    }
}
