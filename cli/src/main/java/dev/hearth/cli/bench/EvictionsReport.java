package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the evictions benchmark found.
 *
 * @param devices what kind of device the models were on
 * @param warmUpCycles made before those that count
 * @param cycles that count, each a load and an eviction
 * @param models what each takes, and all different numbers of bytes that were free beside it
 * @param readings of the device's memory, after each call and in every report of the worker
 * @param violations readings that did not add up, or found another number of free bytes beside the same model
 * @param runs resident memory of the worker's process, after each of some cycles
 */
record EvictionsReport(
        String name,
        Machine machine,
        String devices,
        long capacityBytes,
        int warmUpCycles,
        int cycles,
        List<Model> models,
        long readings,
        long violations,
        List<String> firstViolations,
        long errors,
        @Nullable String firstError,
        List<Run> runs,
        SequencedMap<String, Double> summary) {

    static final String NAME = "evictions";

    /** So many cycles at the beginning and at the end are compared; as many make a row. */
    static final int CYCLES_A_RUN = 50;

    private static final double ROUNDING = 1e4;

    /** @param freeBytes beside it; one number if every byte comes back */
    record Model(String sample, long bytes, List<Long> freeBytes) {}

    /** @param first number of the first cycle, from 1 */
    record Run(int first, int last, long meanResidentBytes, long minResidentBytes, long maxResidentBytes) {

        private static Run of(int first, List<Long> residentBytes) {
            var summary = residentBytes.stream().mapToLong(Long::longValue).summaryStatistics();
            return new Run(
                    first,
                    first + residentBytes.size() - 1,
                    Math.round(summary.getAverage()),
                    summary.getMin(),
                    summary.getMax());
        }
    }

    /**
     * @param bytes of each model
     * @param residentBytes after each cycle that counts, at least one
     * @param errors calls that failed, or after which the device did not come to rest
     */
    static EvictionsReport of(
            Machine machine,
            String devices,
            EvictionsBenchmark.Plan plan,
            long capacityBytes,
            SequencedMap<String, Long> bytes,
            DeviceReadings readings,
            List<Long> residentBytes,
            List<String> errors) {
        var models = new ArrayList<Model>();
        var freeBytes = readings.freeBytes();
        bytes.forEach((sample, size) -> models.add(new Model(sample, size, freeBytes.getOrDefault(sample, List.of()))));
        return new EvictionsReport(
                NAME,
                machine,
                devices,
                capacityBytes,
                plan.warmUp(),
                residentBytes.size(),
                List.copyOf(models),
                readings.readings(),
                readings.violations(),
                readings.told(),
                errors.size(),
                errors.isEmpty() ? null : errors.getFirst(),
                runs(residentBytes),
                summary(residentBytes));
    }

    private static List<Run> runs(List<Long> residentBytes) {
        var runs = new ArrayList<Run>();
        for (int from = 0; from < residentBytes.size(); from += CYCLES_A_RUN) {
            int to = Math.min(residentBytes.size(), from + CYCLES_A_RUN);
            runs.add(Run.of(from + 1, residentBytes.subList(from, to)));
        }
        return List.copyOf(runs);
    }

    private static SequencedMap<String, Double> summary(List<Long> residentBytes) {
        var summary = new LinkedHashMap<String, Double>();
        int compared = Math.min(CYCLES_A_RUN, residentBytes.size() / 2);
        if (compared > 0) {
            double first = mean(residentBytes.subList(0, compared));
            double last = mean(residentBytes.subList(residentBytes.size() - compared, residentBytes.size()));
            summary.put("comparedCycles", (double) compared);
            summary.put("firstResidentBytes", (double) Math.round(first));
            summary.put("lastResidentBytes", (double) Math.round(last));
            summary.put("residentMemoryRatio", Math.round(last / first * ROUNDING) / ROUNDING);
        }
        return summary;
    }

    private static double mean(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    /** For a person. */
    String text() {
        var perModel = new Table("MODEL", "BYTES", "FREE BESIDE IT");
        for (var model : models) {
            perModel.row(
                    model.sample(),
                    String.valueOf(model.bytes()),
                    String.join(
                            ", ",
                            model.freeBytes().stream().map(String::valueOf).toList()));
        }
        var memory = new Table("CYCLES", "RESIDENT MB: MEAN", "LEAST", "MOST");
        for (var run : runs) {
            memory.row(
                    run.first() + "-" + run.last(),
                    megabytes(run.meanResidentBytes()),
                    megabytes(run.minResidentBytes()),
                    megabytes(run.maxResidentBytes()));
        }
        return cycles + " loads and evictions after " + warmUpCycles + " that do not count, on a device of "
                + capacityBytes + " bytes of " + devices + "\n" + perModel + "\n" + memory + "\n" + readings
                + " readings of the device's memory, " + violations + " violations, " + errors + " errors\n" + summary;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
}
