package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/**
 * How long decisions take.
 *
 * @param runs one per policy and cluster, in the order in which JMH made them
 * @param summary by policy, the time of a decision in the largest cluster over that in the smallest
 */
record DecisionsReport(String name, Machine machine, List<Run> runs, SequencedMap<String, Double> summary) {

    static final String NAME = "decisions";

    private static final String PERCENTILES = "scorePercentiles";

    /**
     * One policy in one cluster.
     *
     * @param cluster GPUs x functions x waiting invocations
     * @param p50Micros of one {@code apply} of a completion, as are the other two
     * @param decisionsPerSecond completions applied, each with the arrival that replaces what left
     */
    record Run(
            String policy,
            String cluster,
            double p50Micros,
            double p99Micros,
            double maxMicros,
            double decisionsPerSecond) {}

    /** @param results as JMH writes them: one for each benchmark and combination of parameters */
    static DecisionsReport of(JsonNode results, Machine machine) {
        var runs = new ArrayList<Run>();
        for (var sampled : results) {
            if (sampled.path("mode").asString().equals("sample")) {
                var percentiles = sampled.path("primaryMetric").path(PERCENTILES);
                runs.add(new Run(
                        parameter(sampled, "policy"),
                        parameter(sampled, "cluster"),
                        percentiles.path("50.0").asDouble(),
                        percentiles.path("99.0").asDouble(),
                        percentiles.path("100.0").asDouble(),
                        throughput(results, sampled)));
            }
        }
        return new DecisionsReport(NAME, machine, runs, summary(runs));
    }

    private static String parameter(JsonNode result, String name) {
        return result.path("params").path(name).asString();
    }

    private static double throughput(JsonNode results, JsonNode sampled) {
        for (var result : results) {
            if (result.path("mode").asString().equals("thrpt")
                    && result.path("params").equals(sampled.path("params"))) {
                return result.path("primaryMetric").path("score").asDouble();
            }
        }
        throw new IllegalArgumentException("no throughput was measured for " + sampled.path("params"));
    }

    private static SequencedMap<String, Double> summary(List<Run> runs) {
        var summary = new LinkedHashMap<String, Double>();
        for (var policy : runs.stream().map(Run::policy).distinct().toList()) {
            var ofPolicy =
                    runs.stream().filter(run -> run.policy().equals(policy)).toList();
            if (ofPolicy.size() > 1) {
                var ratio = ofPolicy.getFirst().decisionsPerSecond()
                        / ofPolicy.getLast().decisionsPerSecond();
                summary.put(policy + "LargestToSmallestTimeRatio", Math.round(ratio * 100) / 100.0);
            }
        }
        return summary;
    }

    /** For a person. */
    String text() {
        var table = new Table("POLICY", "GPUS x FUNCTIONS x WAITING", "P50 US", "P99 US", "MAX US", "DECISIONS/S");
        for (var run : runs) {
            table.row(
                    run.policy(),
                    run.cluster(),
                    number(run.p50Micros()),
                    number(run.p99Micros()),
                    number(run.maxMicros()),
                    number(run.decisionsPerSecond()));
        }
        return table + "\n" + summary;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
