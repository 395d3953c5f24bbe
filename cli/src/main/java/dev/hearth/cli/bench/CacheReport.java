package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import dev.hearth.contracts.invocation.CacheOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the cache benchmark found.
 *
 * @param devices what kind of device the models were on
 * @param models their number
 * @param room how many of them the devices hold at once
 * @param runs in the order in which they were made
 */
record CacheReport(
        String name,
        Machine machine,
        String devices,
        int models,
        int room,
        long modelBytes,
        double zipfExponent,
        long seed,
        List<Run> runs,
        SequencedMap<String, Double> summary) {

    CacheReport(
            String name,
            Machine machine,
            String devices,
            int models,
            int room,
            long modelBytes,
            double zipfExponent,
            long seed,
            List<Run> runs) {
        this(name, machine, devices, models, room, modelBytes, zipfExponent, seed, runs, summary(runs));
    }

    /** How close each run comes to the ideal, by name. */
    private static SequencedMap<String, Double> summary(List<Run> runs) {
        var summary = new LinkedHashMap<String, Double>();
        for (var run : runs) {
            summary.put(
                    "hitsToIdealLruCallers" + run.callers() + "Ratio",
                    run.idealLruHitRatio() == 0 ? 0 : ratio(run.hitRatio() / run.idealLruHitRatio()));
        }
        return summary;
    }

    static final String NAME = "cache";

    private static final double NANOS_PER_MS = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double ROUNDING = 1e3;
    private static final double RATIO_ROUNDING = 1e4;

    /**
     * One load.
     *
     * @param hitRatio calls whose model was on the device, or on its way there, when they came; a wait for another call's
     *     load is a hit's latency
     * @param idealLruHitRatio of one cache of the same room asked in the sequence's order
     * @param staticHitRatio of the most popular models kept for ever
     * @param falseMissRatio calls that loaded a model although another device had it
     */
    record Run(
            int callers,
            int calls,
            long errors,
            @Nullable String firstError,
            double seconds,
            double requestsPerSecond,
            double hitRatio,
            double idealLruHitRatio,
            double staticHitRatio,
            double falseMissRatio,
            double hitP50Ms,
            double hitP99Ms,
            double missP50Ms,
            double missP99Ms,
            long evictions) {

        /**
         * @param before what was asked for earlier
         * @param residentsMore models on devices after the load less those before it
         */
        static Run of(
                int callers, int[] before, int[] sequence, int room, CacheLoad.Result result, long residentsMore) {
            double calls = sequence.length;
            double seconds = result.elapsed().toNanos() / NANOS_PER_SECOND;
            var misses = result.misses();
            return new Run(
                    callers,
                    sequence.length,
                    result.errors(),
                    result.firstError(),
                    rounded(seconds),
                    rounded((sequence.length - result.errors()) / seconds),
                    ratio(result.count(CacheOutcome.HIT) / calls),
                    ratio(ReferenceCache.lruHits(before, sequence, room) / calls),
                    ratio(ReferenceCache.staticHits(sequence, room) / calls),
                    ratio(result.count(CacheOutcome.FALSE_MISS) / calls),
                    millis(result.hits(), 50),
                    millis(result.hits(), 99),
                    millis(misses, 50),
                    millis(misses, 99),
                    misses.getTotalCount() - residentsMore);
        }
    }

    /** For a person. */
    String text() {
        var table = new Table(
                "CALLERS",
                "CALLS",
                "ERRORS",
                "REQUESTS/S",
                "HITS",
                "IDEAL LRU",
                "STATIC TOP " + room,
                "FALSE MISSES",
                "HIT P50 MS",
                "HIT P99",
                "MISS P50 MS",
                "MISS P99",
                "EVICTIONS");
        for (var run : runs) {
            table.row(
                    String.valueOf(run.callers()),
                    String.valueOf(run.calls()),
                    String.valueOf(run.errors()),
                    number(run.requestsPerSecond()),
                    percent(run.hitRatio()),
                    percent(run.idealLruHitRatio()),
                    percent(run.staticHitRatio()),
                    percent(run.falseMissRatio()),
                    number(run.hitP50Ms()),
                    number(run.hitP99Ms()),
                    number(run.missP50Ms()),
                    number(run.missP99Ms()),
                    String.valueOf(run.evictions()));
        }
        return models + " models of " + number(modelBytes / 1e6) + " MB, Zipf " + zipfExponent + ", seed " + seed
                + "; room for " + room + " of them on " + devices + "\n" + table;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }

    private static double millis(Histogram latencies, double percentile) {
        return rounded(latencies.getValueAtPercentile(percentile) / NANOS_PER_MS);
    }

    private static double ratio(double value) {
        return Math.round(value * RATIO_ROUNDING) / RATIO_ROUNDING;
    }

    private static double rounded(double value) {
        return Math.round(value * ROUNDING) / ROUNDING;
    }
}
