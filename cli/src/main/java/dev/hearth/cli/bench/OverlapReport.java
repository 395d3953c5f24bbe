package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the overlap benchmark found.
 *
 * @param devices what kind of device the models were on
 * @param linkGbps pace of the way from host memory to the device, in 10^9 bytes/s
 * @param texts of each call
 * @param runs one call after the other, then several under way
 */
record OverlapReport(
        String name,
        Machine machine,
        String devices,
        int models,
        int room,
        long modelBytes,
        double linkGbps,
        int texts,
        List<Run> runs,
        SequencedMap<String, Double> summary) {

    static final String NAME = "overlap";

    private static final double MS_PER_SECOND = 1e3;
    private static final double ROUNDING = 1e3;

    /**
     * One load.
     *
     * @param callers each of whom has one call under way
     * @param loads that count: all but the first call's
     * @param hiddenRatio of what could be hidden
     */
    record Run(
            int callers,
            int calls,
            long errors,
            @Nullable String firstError,
            int loads,
            double loadSeconds,
            double inferenceSeconds,
            double hideableSeconds,
            double hiddenSeconds,
            double hiddenRatio,
            double seconds,
            double callsPerSecond) {

        static Run of(int callers, int calls, CacheLoad.Result result, HiddenShare share) {
            double seconds = result.elapsed().toNanos() / 1e9;
            return new Run(
                    callers,
                    calls,
                    result.errors(),
                    result.firstError(),
                    share.loads(),
                    rounded(share.loadMs() / MS_PER_SECOND),
                    rounded(share.inferenceMs() / MS_PER_SECOND),
                    rounded(share.hideableMs() / MS_PER_SECOND),
                    rounded(share.hiddenMs() / MS_PER_SECOND),
                    rounded(share.ratio()),
                    rounded(seconds),
                    rounded((calls - result.errors()) / seconds));
        }
    }

    /**
     * @param serial with one caller
     * @param overlapped with several
     */
    static OverlapReport of(
            Machine machine,
            String devices,
            int models,
            int room,
            long modelBytes,
            OverlapBenchmark.Plan plan,
            Run serial,
            Run overlapped) {
        var summary = new LinkedHashMap<String, Double>();
        summary.put("hiddenRatio", overlapped.hiddenRatio());
        summary.put("serialHiddenRatio", serial.hiddenRatio());
        summary.put("callsPerSecondRatio", rounded(overlapped.callsPerSecond() / serial.callsPerSecond()));
        return new OverlapReport(
                NAME,
                machine,
                devices,
                models,
                room,
                modelBytes,
                plan.linkGbps(),
                plan.texts(),
                List.of(serial, overlapped),
                summary);
    }

    /** For a person. */
    String text() {
        var table = new Table(
                "CALLERS",
                "CALLS",
                "ERRORS",
                "LOADS",
                "LOAD S",
                "INFERENCE S",
                "HIDEABLE S",
                "HIDDEN S",
                "HIDDEN",
                "CALLS/S");
        for (var run : runs) {
            table.row(
                    String.valueOf(run.callers()),
                    String.valueOf(run.calls()),
                    String.valueOf(run.errors()),
                    String.valueOf(run.loads()),
                    number(run.loadSeconds()),
                    number(run.inferenceSeconds()),
                    number(run.hideableSeconds()),
                    number(run.hiddenSeconds()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * run.hiddenRatio()),
                    number(run.callsPerSecond()));
        }
        return models + " models of " + String.format(Locale.ROOT, "%.1f", modelBytes / 1e6) + " MB in turn, " + texts
                + " texts a call, room for " + room + " of them on " + devices + ", loaded from host memory at "
                + linkGbps + " GB/s\n" + table + "\n" + summary;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * ROUNDING) / ROUNDING : 0;
    }
}
