package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

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
    void serveTheWholeLoad(String policy) {
        RunSummary run = run(policy, 3, 5_000_000);

        assertThat(run.invocations()).isEqualTo(1950);
        assertThat(run.schedulers()).isEqualTo(3);
        assertThat(run.refusals()).isPositive();
    }

    @Test
    void areRefusedMoreOftenTheLaterTheyHear() {
        RunSummary prompt = run("locality-aware", 2, 0);
        RunSummary late = run("locality-aware", 2, 500_000_000);

        assertThat(late.refusals()).isGreaterThan(prompt.refusals());
    }

    private static RunSummary run(String policy, int schedulers, long delayNanos) {
        SimulationPlan plan = SimulationPlan.of(
                        TraceFiles.read("ws15"), PolicyChoice.of(policy).withSchedulers(schedulers))
                .with(ClusterShape.paper().withReportDelay(delayNanos));
        return Simulation.run(plan).summary();
    }
}
