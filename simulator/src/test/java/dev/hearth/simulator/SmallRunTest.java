package dev.hearth.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.costs.CostTable;
import dev.hearth.costs.ModelCost;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.simulator.measure.RunSummary;
import dev.hearth.simulator.trace.Arrival;
import dev.hearth.simulator.trace.Trace;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs small enough to reckon by hand: models of 40 bytes load in 2 s and run in 1 s. */
class SmallRunTest {

    private static final long SECOND = 1_000_000_000;
    private static final CostTable COSTS =
            new CostTable("hand", List.of(new ModelCost("any", 40, 2 * SECOND, SECOND, 1_000_000)));

    @Test
    void addsUpWhatOneGpuDoes() {
        // a: loads 0-2, runs 2-3; the second a: waits to 3, runs 3-4; b: waits to 4, loads 4-6, runs 6-7.
        Trace trace = trace("0 a", "1000 a", "1000 b");

        RunSummary run = Simulation.run(plan(trace, 1)).summary();

        assertThat(run.meanSeconds()).isEqualTo(4.0);
        assertThat(run.p50Seconds()).isEqualTo(3.0);
        assertThat(run.maxSeconds()).isEqualTo(6.0);
        assertThat(run.varianceSeconds2()).isEqualTo(2.0);
        assertThat(run.missRatio()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(run.falseMissRatio()).isZero();
        assertThat(run.makespanSeconds()).isEqualTo(7.0);
        assertThat(run.busyFraction()).isCloseTo(3 / 7.0, within(1e-12));
        assertThat(run.loadSeconds()).isEqualTo(4.0);
        assertThat(run.maxWaitSeconds()).isEqualTo(3.0);
        // Ready from second 2 on.
        assertThat(run.hottestReplicas()).isCloseTo(5 / 7.0, within(1e-12));
        // Without loads: ends at 1, 2 and 3.
        assertThat(run.zeroMissMeanSeconds()).isCloseTo(4 / 3.0, within(1e-12));
        assertThat(run.zeroMissP99Seconds()).isEqualTo(2.0);
    }

    @Test
    void letsMessagesTakeTheirTime() {
        // Hops of 100 ms. a: loads 0.1-2.1, runs to 3.1, is answered at 3.2. The scheduler hears of its end at 3.2 and
        // sends
        // the second a, which runs 3.3-4.3 and is answered at 4.4.
        Trace trace = trace("0 a", "1000 a");
        SimulationPlan plan = plan(trace, 1);
        Hops hops = Hops.each(SECOND / 10);

        RunSummary run = Simulation.run(plan.with(plan.cluster().with(hops))).summary();

        // The first way is from the caller to the scheduler: everything is 0.1 s later than reckoned above.
        assertThat(run.maxSeconds()).isCloseTo(3.5, within(1e-12));
        assertThat(run.meanSeconds()).isCloseTo((3.3 + 3.5) / 2, within(1e-12));
        assertThat(run.busyFraction()).isCloseTo(2 / 4.5, within(1e-12));
    }

    @Test
    void drawsWhatMessagesTakeWithTheSeedGiven() {
        Trace trace = trace("0 a", "1000 a", "1000 b", "3000 a", "5000 b");
        SimulationPlan plan = plan(trace, 2);

        List<RunSummary> runs = Stream.of(
                        Hops.drawn(SECOND / 10, 1), Hops.drawn(SECOND / 10, 1), Hops.drawn(SECOND / 10, 2))
                .map(hops ->
                        Simulation.run(plan.with(plan.cluster().with(hops))).summary())
                .toList();

        assertThat(runs.get(1)).isEqualTo(runs.get(0));
        assertThat(runs.get(2).meanSeconds()).isNotEqualTo(runs.get(0).meanSeconds());
        assertThat(runs)
                .extracting(RunSummary::meanSeconds)
                .allMatch(mean -> mean > Simulation.run(plan).summary().meanSeconds());
    }

    @Test
    void countsAMissAsFalseIfAnotherGpuHasTheModel() {
        Trace trace = trace("0 a", "0 a");

        RunSummary run = Simulation.run(plan(trace, 2)).summary();

        assertThat(run.missRatio()).isEqualTo(1.0);
        assertThat(run.falseMissRatio()).isEqualTo(0.5);
    }

    @Test
    void sharesALinkAmongTheGpusOfANodeOnly() {
        Trace trace = trace("0 a", "0 b");

        // 1 MB at 1 MB/s each, after 5 ms: both end at 2.005 s on one node, at 1.005 s on two.
        RunSummary oneNode = Simulation.run(plan(trace, 2).with(shape(2, 2).withHostTier(1e6)))
                .summary();
        RunSummary twoNodes = Simulation.run(plan(trace, 2).with(shape(2, 1).withHostTier(1e6)))
                .summary();

        assertThat(oneNode.maxSeconds()).isEqualTo(3.005);
        assertThat(oneNode.loadSeconds()).isCloseTo(4.01, within(1e-9));
        assertThat(twoNodes.maxSeconds()).isEqualTo(2.005);
        assertThat(oneNode.hostTier()).isTrue();
        assertThat(oneNode.variant()).isEqualTo("host tier");
    }

    @Test
    void playsATraceFaster() {
        Trace trace = trace("0 a", "9000 a");

        RunSummary run = Simulation.run(plan(trace, 1).atRate(3)).summary();

        assertThat(run.makespanSeconds()).isEqualTo(4.0);
        assertThat(run.rate()).isEqualTo(3.0);
    }

    @Test
    void writesEveryDecisionWithItsTime() {
        StringWriter written = new StringWriter();

        Simulation.run(plan(trace("0 a", "5 a"), 1), new DecisionFile(written, false));

        assertThat(written.toString().lines())
                .containsExactly(
                        "0 Dispatch[invocation=Invocation[id=1, model=a, modelBytes=40, attempt=1,"
                                + " deadlineNanos=9223372036854775807, maxBatch=1], gpu=node-1/0, epoch=1, kind=MISS, evict=[]]",
                        "3000000000 Dispatch[invocation=Invocation[id=2, model=a, modelBytes=40, attempt=1,"
                                + " deadlineNanos=9223372036854775807, maxBatch=1], gpu=node-1/0, epoch=1, kind=HIT, evict=[]]");
    }

    @Test
    void showsItsSchedulersBeforeTheyDecide() {
        List<Scheduler> schedulers = new ArrayList<>();
        SimulationPlan plan = plan(trace("0 a"), 1);

        Simulation.run(plan.with(plan.choice().withSchedulers(2)), DecisionLog.NONE, scheduler -> {
            assertThat(scheduler.inFlight()).isZero();
            schedulers.add(scheduler);
        });

        assertThat(schedulers).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void refusesAModelLargerThanAnyGpuBeforeItRuns() {
        Trace trace = trace("0 a");
        ClusterShape tiny = ClusterShape.paper().withGpus(1, 1, 2_000_000_000);

        assertThatThrownBy(() -> SimulationPlan.of(trace("0 f22"), PolicyChoice.of("load-balancing"))
                        .with(tiny))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model f22 (vgg19) takes 3947.0 MB, but the largest GPU has 2000.0 MB");
        assertThat(SimulationPlan.of(trace, PolicyChoice.of("load-balancing")).with(tiny))
                .isNotNull();
    }

    @Test
    void asksForWeightsWhereLoadsAreReckonedFromThem() {
        CostTable noWeights = new CostTable("plain.csv", List.of(new ModelCost("any", 40, SECOND, SECOND, 0)));

        assertThatThrownBy(() -> plan(trace("0 a"), 1)
                        .with(noWeights)
                        .with(ClusterShape.paper().withHostTier(1e9)))
                .hasMessageContaining("cost table plain.csv has no column weights_mib");
    }

    private static SimulationPlan plan(Trace trace, int gpus) {
        return new SimulationPlan(trace, 1, COSTS, shape(gpus, gpus), PolicyChoice.of("load-balancing"));
    }

    private static ClusterShape shape(int gpus, int perNode) {
        return ClusterShape.paper().withGpus(gpus, perNode, 100);
    }

    private static Trace trace(String... arrivals) {
        return new Trace(
                "hand",
                List.of(arrivals).stream()
                        .map(arrival -> arrival.split(" ", -1))
                        .map(cells -> new Arrival(Long.parseLong(cells[0]), cells[1]))
                        .toList());
    }
}
