package dev.hearth.simulator.trace;

import dev.hearth.csv.CsvFile;
import dev.hearth.csv.CsvRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Invocations counted by function and minute; those of a minute are spread over it at random. Of the minutes taken the
 * most popular functions are taken, f01 the most popular.
 *
 * <p>Source: the format of the Azure Functions 2019 trace (Azure/AzurePublicDataset); Shahrad et al., "Serverless in the
 * Wild", USENIX ATC 2020.
 */
final class MinuteCounts {

    static final List<String> COLUMNS = List.of("HashOwner", "HashApp", "HashFunction", "Trigger");
    static final int DEFAULT_FUNCTIONS = 35;

    private static final int MINUTE_MILLIS = 60_000;

    private record Counted(String function, List<Long> counts) {
        long total() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    private MinuteCounts() {}

    static Trace read(String name, CsvFile file, LoadOptions options) {
        int first = firstColumn(file, options);
        int minutes = Math.min(options.minutes(), file.columns().size() - first);
        List<Counted> counted = new ArrayList<>();
        while (file.hasNext()) {
            CsvRow row = file.next();
            List<Long> counts = new ArrayList<>(minutes);
            for (int minute = 0; minute < minutes; minute++) {
                counts.add(row.count(first + minute));
            }
            counted.add(new Counted(row.text(2), counts));
        }
        List<Counted> popular = counted.stream()
                .sorted(Comparator.comparingLong(Counted::total).reversed().thenComparing(Counted::function))
                .limit(options.functions().orElse(DEFAULT_FUNCTIONS))
                .toList();
        return spread(name, popular, minutes, new SplittableRandom(options.seed()));
    }

    private static int firstColumn(CsvFile file, LoadOptions options) {
        if (options.startMinute().isEmpty()) {
            return COLUMNS.size();
        }
        int column =
                file.columns().indexOf(Integer.toString(options.startMinute().getAsInt()));
        if (column < COLUMNS.size()) {
            throw file.badHeading("has no minute " + options.startMinute().getAsInt() + "; it has "
                    + file.columns().get(COLUMNS.size()) + " to "
                    + file.columns().getLast());
        }
        return column;
    }

    private static Trace spread(String name, List<Counted> popular, int minutes, RandomGenerator random) {
        long total = popular.stream().mapToLong(Counted::total).sum();
        if (total > Trace.MOST_ARRIVALS) {
            throw new IllegalArgumentException("trace " + name + " has " + total + " arrivals; take fewer minutes or"
                    + " functions: the most is " + Trace.MOST_ARRIVALS);
        }
        List<Arrival> arrivals = new ArrayList<>();
        for (int rank = 0; rank < popular.size(); rank++) {
            String function = Zipf.function(rank + 1);
            for (int minute = 0; minute < minutes; minute++) {
                for (long i = 0; i < popular.get(rank).counts().get(minute); i++) {
                    arrivals.add(new Arrival((long) minute * MINUTE_MILLIS + random.nextInt(MINUTE_MILLIS), function));
                }
            }
        }
        return Trace.sorted(name, arrivals);
    }
}
