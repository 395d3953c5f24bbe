package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * How long a model took until it had answered once.
 *
 * @param devices what kind of device it was loaded to
 * @param tokens of the text that it answered
 * @param runs one per way to load it
 * @param summary by name, ratios of medians
 */
record ReloadReport(
        String name,
        Machine machine,
        String devices,
        long modelBytes,
        int tokens,
        List<Run> runs,
        SequencedMap<String, Double> summary) {

    static final String NAME = "reload";
    static final String BY_PATH = "by-path";
    static final String REPOSITORY = "repository";
    static final String HOST = "host";

    private static final String DEVICES = "host memory, inference on the CPU: no GPU is involved";
    private static final double ROUNDING = 1e3;

    /** As the worker's measurement writes them: a list an entry a round. */
    record Times(int tokens, List<Double> byPathMs, List<Double> repositoryMs, List<Double> hostMs) {}

    /**
     * One way.
     *
     * @param from {@code by-path}: ONNX Runtime by itself, from the original file; else the tier
     */
    record Run(String from, int rounds, double minMs, double medianMs, double maxMs) {

        /** @throws IllegalArgumentException without any time */
        static Run of(String from, List<Double> millis) {
            if (millis.isEmpty()) {
                throw new IllegalArgumentException("no times of loads " + from);
            }
            var sorted = millis.stream().sorted().toList();
            double median = sorted.get((sorted.size() - 1) / 2);
            return new Run(from, sorted.size(), rounded(sorted.getFirst()), rounded(median), rounded(sorted.getLast()));
        }
    }

    static ReloadReport of(Machine machine, long modelBytes, Times times) {
        var byPath = Run.of(BY_PATH, times.byPathMs());
        var repository = Run.of(REPOSITORY, times.repositoryMs());
        var host = Run.of(HOST, times.hostMs());
        var summary = new LinkedHashMap<String, Double>();
        summary.put("byPathOverHostRatio", rounded(byPath.medianMs() / host.medianMs()));
        summary.put("byPathOverRepositoryRatio", rounded(byPath.medianMs() / repository.medianMs()));
        return new ReloadReport(
                NAME, machine, DEVICES, modelBytes, times.tokens(), List.of(byPath, repository, host), summary);
    }

    /** For a person. */
    String text() {
        var table = new Table("FROM", "ROUNDS", "MIN MS", "MEDIAN MS", "MAX MS");
        for (var run : runs) {
            table.row(
                    run.from(),
                    String.valueOf(run.rounds()),
                    number(run.minMs()),
                    number(run.medianMs()),
                    number(run.maxMs()));
        }
        return "A model of " + number(modelBytes / 1e6) + " MB until it has answered a text of " + tokens
                + " tokens once, on one thread; device: " + DEVICES + "\n" + table + "\n" + summary;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static double rounded(double value) {
        return Math.round(value * ROUNDING) / ROUNDING;
    }
}
