package dev.hearth.cli.simulate;

import dev.hearth.cli.gateway.Table;
import dev.hearth.scheduling.Explanation;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.placement.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why an invocation went where it went in one run; the names are the keys in JSON.
 *
 * @param decidedAt virtual time, in milliseconds
 * @param candidates the GPUs that could have taken it, in the order of their ids
 * @param chosen one of them
 */
record Explained(String id, String policy, double decidedAt, List<Candidate> candidates, String chosen) {

    private static final double MILLISECOND = 1e6;
    private static final double SECOND = 1e3;

    /**
     * What it would have met on one GPU.
     *
     * @param loadFrom where the load would have begun; null if none was needed
     */
    record Candidate(
            String gpu,
            double waitMs,
            double loadMs,
            @Nullable String loadFrom,
            double inferenceMs,
            List<String> evicts,
            double evictionDamageMs,
            double totalMs) {

        static Candidate of(Estimate estimate) {
            return new Candidate(
                    estimate.gpu().toString(),
                    estimate.waitNanos() / MILLISECOND,
                    estimate.loadNanos() / MILLISECOND,
                    estimate.loadFrom()
                            .map(tier -> tier.name().toLowerCase(Locale.ROOT))
                            .orElse(null),
                    estimate.inferenceNanos() / MILLISECOND,
                    estimate.evicts().stream().map(ModelId::name).toList(),
                    estimate.evictionDamageNanos() / MILLISECOND,
                    estimate.totalNanos() / MILLISECOND);
        }
    }

    static Explained of(Explanation explanation) {
        return new Explained(
                explanation.id().value(),
                explanation.policy(),
                explanation.decidedAtNanos() / MILLISECOND,
                explanation.candidates().stream().map(Candidate::of).toList(),
                explanation.chosen().toString());
    }

    /** Seconds, the chosen GPU marked. */
    String table() {
        Table table = new Table("", "GPU", "WAIT", "LOAD", "FROM", "INFERENCE", "DAMAGE", "TOTAL", "EVICTS");
        for (Candidate candidate : candidates) {
            table.row(
                    candidate.gpu().equals(chosen) ? ">" : "",
                    candidate.gpu(),
                    seconds(candidate.waitMs()),
                    seconds(candidate.loadMs()),
                    candidate.loadFrom() == null ? "-" : candidate.loadFrom(),
                    seconds(candidate.inferenceMs()),
                    seconds(candidate.evictionDamageMs()),
                    seconds(candidate.totalMs()),
                    candidate.evicts().stream().collect(Collectors.joining(" ")));
        }
        return table.toString();
    }

    String decidedAtSeconds() {
        return seconds(decidedAt);
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis / SECOND);
    }
}
