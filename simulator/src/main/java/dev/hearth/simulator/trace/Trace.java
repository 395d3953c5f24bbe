package dev.hearth.simulator.trace;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A load: arrivals in the order of their times. The n-th, counted from 1, is invocation n.
 *
 * @param name for tables and charts
 */
public record Trace(String name, List<Arrival> arrivals) {

    /** What a run can hold in memory without ado. */
    public static final int MOST_ARRIVALS = 5_000_000;

    /** @throws IllegalArgumentException if there is no arrival, there are too many, or one comes before the last */
    public Trace {
        arrivals = List.copyOf(arrivals);
        if (arrivals.isEmpty() || arrivals.size() > MOST_ARRIVALS) {
            throw new IllegalArgumentException(
                    "trace " + name + " has " + arrivals.size() + " arrivals; it must have 1 to " + MOST_ARRIVALS);
        }
        for (int i = 1; i < arrivals.size(); i++) {
            if (arrivals.get(i).millis() < arrivals.get(i - 1).millis()) {
                throw new IllegalArgumentException("trace " + name + ": arrival " + (i + 1) + " comes before the last");
            }
        }
    }

    /** Sorts arrivals; equal times stay in the order given. */
    static Trace sorted(String name, List<Arrival> arrivals) {
        return new Trace(
                name,
                arrivals.stream()
                        .sorted(Comparator.comparingLong(Arrival::millis))
                        .toList());
    }

    /** The same arrivals {@code rate} times as fast, at whole milliseconds. */
    public Trace atRate(double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the rate must be above 0, but is " + rate);
        }
        return rate == 1
                ? this
                : new Trace(
                        name,
                        arrivals.stream()
                                .map(arrival -> new Arrival(Math.round(arrival.millis() / rate), arrival.function()))
                                .toList());
    }

    /** The first arrivals, at most so many. */
    public Trace first(int most) {
        return new Trace(name, arrivals.subList(0, Math.min(most, arrivals.size())));
    }

    /** The functions that are invoked, in the order of their names. */
    public List<String> functions() {
        return List.copyOf(counts().keySet());
    }

    /** The function invoked most often; of several the first by name. */
    public String mostRequested() {
        return counts().entrySet().stream()
                .min(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }

    private TreeMap<String, Integer> counts() {
        TreeMap<String, Integer> counts = new TreeMap<>();
        arrivals.forEach(arrival -> counts.merge(arrival.function(), 1, Integer::sum));
        return counts;
    }
}
