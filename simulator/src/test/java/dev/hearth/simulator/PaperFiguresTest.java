package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.hearth.simulator.measure.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paper's cluster under its own load, as the command runs it. */
class PaperFiguresTest {

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
    void comesOutAsThePaperPolicyDoes(String policy, String trace, double meanSeconds, double missRatio) {
        RunSummary run = run(policy, trace);

        assertThat(run.invocations()).isEqualTo(1950);
        assertThat(run.meanSeconds()).isCloseTo(meanSeconds, withinPercentage(0.5));
        assertThat(run.missRatio()).isCloseTo(missRatio, withinPercentage(0.5));
        assertThat(run.loads()).isEqualTo((int) Math.round(run.missRatio() * 1950));
        assertThat(run.hiddenLoadSeconds()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"ws15, 1.296", "ws25, 1.298", "ws35, 1.306"})
    void knowsTheMeanThatNoLoadCostsWouldGive(String trace, double meanSeconds) {
        RunSummary run = run("locality-aware", trace);

        assertThat(run.zeroMissMeanSeconds()).isCloseTo(meanSeconds, within(0.0005));
        assertThat(run.meanOverZeroMissRatio()).isCloseTo(run.meanSeconds() / meanSeconds, within(0.001));
    }

    @Test
    void evictsBetterKnowingTheFuture() {
        SimulationPlan plan = SimulationPlan.of(TraceFiles.read("ws35"), PolicyChoice.of("load-balancing"));

        RunSummary lru = Simulation.run(plan).summary();
        RunSummary clairvoyant = Simulation.run(plan.with(plan.choice().withEviction("clairvoyant")))
                .summary();

        assertThat(clairvoyant.missRatio()).isLessThan(lru.missRatio());
        assertThat(clairvoyant.eviction()).isEqualTo("clairvoyant");
    }

    private static RunSummary run(String policy, String trace) {
        return Simulation.run(SimulationPlan.of(TraceFiles.read(trace), PolicyChoice.of(policy)))
                .summary();
    }
}
