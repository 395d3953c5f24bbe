package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One model as two functions: one that runs each invocation alone and one that lets several run together.
 *
 * @param devices what the models ran on
 * @param tokens of each text
 * @param runs in the order in which they were made
 * @param summary by numbers of callers, batched over alone
 */
record BatchingReport(
        String name,
        Machine machine,
        String devices,
        int tokens,
        List<Run> runs,
        SequencedMap<String, Double> summary) {

    static final String NAME = "batching";

    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double ROUNDING = 1e3;
    private static final int ALONE = 1;

    /** @param results at least one of either function for each number of callers */
    static BatchingReport of(Machine machine, String devices, List<Result> results) {
        var summary = new LinkedHashMap<String, Double>();
        results.stream().mapToInt(result -> result.load().callers()).distinct().forEach(callers -> {
            var alone = pooled(results, callers, true);
            var batched = pooled(results, callers, false);
            var key = "Callers" + callers + "Ratio";
            summary.put("requestsPerSecond" + key, rounded(batched.perSecond() / alone.perSecond()));
            summary.put("p50" + key, rounded(batched.millis(50) / alone.millis(50)));
            summary.put("p99" + key, rounded(batched.millis(99) / alone.millis(99)));
        });
        return new BatchingReport(
                NAME,
                machine,
                devices,
                Sentences.LONG_TOKENS,
                results.stream().map(Run::of).toList(),
                summary);
    }

    private static Pooled pooled(List<Result> results, int callers, boolean alone) {
        var latencies = new Histogram(3);
        double seconds = 0;
        for (var result : results) {
            if (result.load().callers() == callers && (result.maxBatch() == ALONE) == alone) {
                latencies.add(result.load().latencies());
                seconds += result.load().elapsed().toNanos() / NANOS_PER_SECOND;
            }
        }
        return new Pooled(latencies, seconds);
    }

    /** All runs of one function and one number of callers. */
    private record Pooled(Histogram latencies, double seconds) {

        double perSecond() {
            return latencies.getTotalCount() / seconds;
        }

        double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / NANOS_PER_MS;
        }
    }

    /**
     * One load.
     *
     * @param maxBatch of the function
     * @param meanBatchSize of what the workers ran meanwhile
     */
    record Result(int maxBatch, ClosedLoop.Load load, double meanBatchSize) {}

    /**
     * One load in figures.
     *
     * @param firstError absent where there was none
     */
    record Run(
            int maxBatch,
            int callers,
            double seconds,
            long requests,
            long errors,
            @Nullable String firstError,
            double requestsPerSecond,
            double p50Ms,
            double p99Ms,
            double meanBatchSize) {

        private static Run of(Result result) {
            var load = result.load();
            double seconds = load.elapsed().toNanos() / NANOS_PER_SECOND;
            return new Run(
                    result.maxBatch(),
                    load.callers(),
                    rounded(seconds),
                    load.answered() + load.errors(),
                    load.errors(),
                    load.firstError(),
                    rounded(load.answered() / seconds),
                    rounded(load.latencies().getValueAtPercentile(50) / NANOS_PER_MS),
                    rounded(load.latencies().getValueAtPercentile(99) / NANOS_PER_MS),
                    rounded(result.meanBatchSize()));
        }
    }

    /** For a person. */
    String text() {
        var table = new Table("MAX BATCH", "CALLERS", "REQUESTS/S", "P50 MS", "P99 MS", "MEAN BATCH", "ERRORS");
        for (var run : runs) {
            table.row(
                    String.valueOf(run.maxBatch()),
                    String.valueOf(run.callers()),
                    number(run.requestsPerSecond()),
                    number(run.p50Ms()),
                    number(run.p99Ms()),
                    number(run.meanBatchSize()),
                    String.valueOf(run.errors()));
        }
        var ratios = new Table("BATCHED OVER ALONE", "RATIO");
        summary.forEach((key, ratio) -> ratios.row(key, String.format(Locale.ROOT, "%.2f", ratio)));
        return "Texts of " + tokens + " tokens on " + devices + "\n" + table + "\n" + ratios;
    }

    long errors() {
        return runs.stream().mapToLong(Run::errors).sum();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * ROUNDING) / ROUNDING;
    }
}
