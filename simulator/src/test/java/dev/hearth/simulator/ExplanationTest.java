package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.scheduling.Explanation;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.placement.Policies;
import dev.hearth.simulator.trace.LoadOptions;
import dev.hearth.simulator.trace.Trace;
import dev.hearth.simulator.trace.Traces;
import dev.hearth.simulator.trace.ZipfLoad;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {

    /** So fast that what the policy remembers for a moment is asked for again before it is stale. */
    private static final Trace TRACE =
            Traces.named(ZipfLoad.NAME, new LoadOptions(OptionalInt.of(200), 0.5, 10_000, OptionalInt.empty(), 1, 1));

    static Stream<String> policies() {
        return Policies.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void changesNoDecision(String policy) {
        String unasked = decisions(policy, TRACE, _ -> {});

        String asked = decisions(
                policy,
                TRACE,
                scheduler -> IntStream.rangeClosed(1, TRACE.arrivals().size())
                        .forEach(id -> scheduler.explain(new InvocationId(Integer.toString(id)))));

        assertThat(asked).isEqualTo(unasked);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void namesTheGpuThatTheInvocationWentTo(String policy) {
        List<Scheduler> schedulers = new ArrayList<>();

        String decisions = decisions(policy, TRACE.first(1000), scheduler -> {
            scheduler.explain(new InvocationId("77"));
            schedulers.add(scheduler);
        });

        Explanation explanation =
                schedulers.getFirst().explanation(new InvocationId("77")).orElseThrow();
        assertThat(explanation.candidates())
                .anyMatch(candidate -> candidate.gpu().equals(explanation.chosen()));
        assertThat(decisions.lines().filter(line -> line.contains("id=77,")))
                .singleElement()
                .asString()
                .contains("gpu=" + explanation.chosen() + ",");
    }

    private static String decisions(String policy, Trace trace, Consumer<Scheduler> schedulers) {
        StringWriter written = new StringWriter();
        SimulationPlan plan = SimulationPlan.of(trace, PolicyChoice.of(policy))
                .with(ClusterShape.paper().withGpus(400, 4, 7_800_000_000L));
        Simulation.run(plan, new DecisionFile(written, false), schedulers);
        return written.toString();
    }
}
