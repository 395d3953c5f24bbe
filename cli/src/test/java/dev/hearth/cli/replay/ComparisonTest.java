package dev.hearth.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.contracts.invocation.Timing;
import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.trace.Arrival;
import dev.hearth.simulator.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of one cold model, answered as the simulator has it, and 30 ms later: three hops of 10 ms. */
class ComparisonTest {

    private static final long MILLISECOND = 1_000_000;
    private static final int HOP_MILLIS = 10;

    @TempDir
    Path folder;

    @Test
    void isWithTheSimulatorAsItIsAndWithTheHopsOfTheRun() {
        var comparison = Comparison.of(run(plan("one", "locality-aware"))).comparison();

        assertThat(comparison.emulated()).isTrue();
        assertThat(comparison.hopSeconds()).isEqualTo(0.010, within(1e-9));
        assertThat(comparison.live().meanSeconds())
                .isEqualTo(comparison.simulated().meanSeconds() + 0.030, within(1e-9));
        // Drawn about the same 30 ms in a latency: 126 draws.
        var spread = comparison.meanWithHopsSeconds();
        assertThat(spread.mean()).isEqualTo(comparison.live().meanSeconds(), within(0.010));
        assertThat(spread.least()).isBetween(comparison.simulated().meanSeconds(), spread.mean());
        assertThat(spread.most()).isGreaterThan(spread.mean());
        assertThat(comparison.meanWithHopsRatio())
                .isEqualTo(comparison.live().meanSeconds() / spread.mean(), within(1e-9));
        assertThat(comparison.missRatioWithHopsRatio()).isEqualTo(1, within(1e-9));
        assertThat(comparison.errors()).isZero();
    }

    @Test
    void ofAllOfThePapersRunsMakeItsPage() throws IOException {
        var traces = List.of(trace("ws15"), trace("ws25"), trace("ws35"));
        var comparisons = PaperExperiment.plans(traces).stream()
                .map(plan -> Comparison.of(run(plan)).comparison())
                .toList();
        var page = folder.resolve("page.md");

        new PaperReport(comparisons, "./hearth replay --paper").write(page);

        assertThat(comparisons).hasSize(15);
        assertThat(Files.readString(page))
                .contains("All GPUs on this page are emulated", "$ ./hearth replay --paper\n")
                .contains("## ws15: 2 calls, zero-miss bound 1.280 s\n")
                .contains("\n| `earliest-completion`, models in host memory | **")
                .contains("\n| LALB | 0.00 % | -79.43 % |");
    }

    private static Trace trace(String name) {
        return new Trace(name, List.of(new Arrival(0, "f01"), new Arrival(10_000, "f01")));
    }

    private static SimulationPlan plan(String trace, String policy) {
        return SimulationPlan.of(trace(trace), dev.hearth.simulator.PolicyChoice.of(policy));
    }

    private static LiveRun run(SimulationPlan plan) {
        var simulated = Simulation.run(plan);
        var costs = plan.modelCosts();
        List<Call> calls = new ArrayList<>();
        for (var arrival : plan.arrivals()) {
            double inferenceMs = costs.get(arrival.function()).inferenceNanos() / 1e6;
            boolean first = calls.isEmpty();
            // Nobody waits: the first call loads, the other runs at once.
            double loadMs = first ? simulated.summary().maxSeconds() * 1e3 - inferenceMs : 0;
            long due = arrival.millis() * MILLISECOND;
            long ended = due + Math.round((loadMs + inferenceMs + 3 * HOP_MILLIS) * MILLISECOND);
            calls.add(new Call(
                    arrival.function(),
                    due,
                    due,
                    ended,
                    "worker-1/0 (emulated)",
                    first ? "miss" : "hit",
                    new Timing(0, loadMs, 0, inferenceMs, 0),
                    null));
        }
        return new LiveRun(plan, 1, calls, new ClusterLog(List.of(), List.of(), List.of()), 0, 0);
    }
}
