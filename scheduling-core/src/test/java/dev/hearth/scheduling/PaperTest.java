package dev.hearth.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.hearth.scheduling.PaperCluster.Outcome;
import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.placement.Policies;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paper's cluster under its own load: 12 GPUs, Table I, six minutes of 325 invocations each. */
class PaperTest {

    @ParameterizedTest(name = "{0} on {1}: {2} s, {3} misses per invocation")
    @CsvSource({
        "load-balancing, ws15, 35.483, 0.4851",
        "load-balancing, ws25, 78.424, 0.6472",
        "load-balancing, ws35, 87.732, 0.6969",
        "locality-aware, ws15, 1.597, 0.0159",
        "locality-aware, ws25, 1.891, 0.0446",
        "locality-aware, ws35, 2.766, 0.1703",
        "locality-aware-out-of-order, ws15, 1.590, 0.0159",
        "locality-aware-out-of-order, ws25, 1.855, 0.0431",
        "locality-aware-out-of-order, ws35, 2.171, 0.1036",
    })
    void comesOutAsThePaperPolicyDoes(String policy, String trace, double meanSeconds, double missRatio)
            throws Exception {
        PaperCluster cluster = new PaperCluster(Policies.named(policy), new LruEviction());

        Outcome outcome = cluster.run(trace);

        assertThat(outcome.invocations()).isEqualTo(1950);
        assertThat(outcome.meanSeconds()).isCloseTo(meanSeconds, withinPercentage(0.5));
        assertThat(outcome.missRatio()).isCloseTo(missRatio, withinPercentage(0.5));
    }

    @ParameterizedTest
    @CsvSource({"load-balancing, ws15", "locality-aware, ws35", "locality-aware-out-of-order, ws35"})
    void decidesTheSameWheneverItIsRun(String policy, String trace) throws Exception {
        String first = new PaperCluster(Policies.named(policy), new LruEviction())
                .run(trace)
                .decisions();
        String second = new PaperCluster(Policies.named(policy), new LruEviction())
                .run(trace)
                .decisions();

        assertThat(first).hasLineCount(1950).isEqualTo(second);
    }
}
