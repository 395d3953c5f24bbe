package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.scheduling.placement.Policies;
import dev.hearth.simulator.measure.RunSummary;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeveralSchedulersTest {

    static Stream<String> policies() {
        return Policies.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void doTheWorkThatOneWouldDo(String policy) {
        RunSummary one = run(policy, 1, 5_000_000);
        RunSummary three = run(policy, 3, 5_000_000);

        assertThat(three.schedulers()).isEqualTo(3);
        assertThat(computeSeconds(three)).isCloseTo(computeSeconds(one), within(1e-6));
        assertThat(one.refusals()).isZero();
    }

    private static double computeSeconds(RunSummary run) {
        return run.busyFraction() * run.gpus() * run.makespanSeconds();
    }

    @Test
    void areRefusedMoreOftenTheLaterTheyHear() {
        RunSummary prompt = run("locality-aware", 2, 0);
        RunSummary late = run("locality-aware", 2, 500_000_000);

        assertThat(prompt.refusals()).isPositive();
        assertThat(late.refusals()).isGreaterThan(prompt.refusals());
    }

    private static RunSummary run(String policy, int schedulers, long delayNanos) {
        SimulationPlan plan = SimulationPlan.of(
                        TraceFiles.read("ws15"), PolicyChoice.of(policy).withSchedulers(schedulers))
                .with(ClusterShape.paper().withReportDelay(delayNanos));
        return Simulation.run(plan).summary();
    }
}
