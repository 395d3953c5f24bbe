package dev.hearth.simulator.report;

import dev.hearth.simulator.SimulationResult;
import dev.hearth.simulator.measure.RunSummary;
import java.util.List;

/**
 * What a report shows, wherever it comes from.
 *
 * @param title of the page
 * @param command that makes it again
 * @param facts what was run on what, a sentence each
 * @param runs every policy on every trace
 * @param skipLimits the out-of-order policy by its skip limit; empty for none, like those that follow
 * @param rates every policy by how many times as fast the trace is played
 * @param ablations the default policy, and without each of its features
 * @param evictions the locality-aware policies by what they evict
 */
public record ReportData(
        String title,
        String command,
        List<String> facts,
        List<Run> runs,
        List<Point> skipLimits,
        List<Point> rates,
        List<Point> ablations,
        List<Point> evictions) {

    private static final int LATENCY_STEPS = 201;
    private static final double SECOND = 1e9;

    /**
     * One run in full.
     *
     * @param latencySteps seconds at equal steps of rank, from the smallest to the largest
     * @param replicas ready copies of the most requested model: seconds, count; each from that time on
     */
    public record Run(RunSummary summary, List<Double> latencySteps, List<List<Double>> replicas) {

        public static Run of(SimulationResult result) {
            List<List<Double>> replicas = result.replicas().steps().stream()
                    .map(step -> List.of(step.nanos() / SECOND, (double) step.count()))
                    .toList();
            return new Run(result.summary(), result.latencies().steps(LATENCY_STEPS), replicas);
        }
    }

    /**
     * One run of several that differ in one thing.
     *
     * @param at its value, where it is a number
     * @param label its name
     */
    public record Point(double at, String label, RunSummary summary) {}

    public ReportData {
        facts = List.copyOf(facts);
        runs = List.copyOf(runs);
        skipLimits = List.copyOf(skipLimits);
        rates = List.copyOf(rates);
        ablations = List.copyOf(ablations);
        evictions = List.copyOf(evictions);
    }
}
