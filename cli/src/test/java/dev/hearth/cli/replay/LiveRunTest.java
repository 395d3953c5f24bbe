package dev.hearth.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.trace.Arrival;
import dev.hearth.simulator.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two calls of squeezenet 1.1 (1.28 s, load 2.41 s) at ten times the pace. */
class LiveRunTest {

    private static final long MILLISECOND = 1_000_000;
    private static final long BEGAN = 1_000_000;
    private static final ModelReference F01 = new ModelReference("f01", 1);

    private final SimulationPlan plan = SimulationPlan.of(
            new Trace("two", List.of(new Arrival(0, "f01"), new Arrival(1_000, "f01"))),
            PolicyChoice.of("locality-aware"));

    // Due at 0 and at 100 ms; the first loads for 241 ms, the second waits for it.
    private final LiveRun run = new LiveRun(
            plan,
            10,
            List.of(
                    new Call(
                            "f01",
                            0,
                            MILLISECOND,
                            375 * MILLISECOND,
                            "worker-1/0 (emulated)",
                            "miss",
                            timing(1, 241, 128.5),
                            null),
                    new Call(
                            "f01",
                            100 * MILLISECOND,
                            100 * MILLISECOND,
                            505 * MILLISECOND,
                            "worker-1/0 (emulated)",
                            "hit",
                            timing(272, 0, 129),
                            null)),
            new ClusterLog(
                    List.of(new ClusterLog.At<>(
                            BEGAN + 243, new WorkerRecord.Loaded(1, "worker-1", 1, 0, F01, 1, 241, "repository", "a"))),
                    List.of(new ClusterLog.At<>(
                            BEGAN + 400, new WorkerRecord.Evicted(1, "worker-1", 1, 0, F01, 1, "capacity", "b"))),
                    List.of(ended(BEGAN + 100, 128))),
            BEGAN,
            3);

    @Test
    void measuresWhatTheSimulatorReckonsInEmulatedSeconds() {
        var summary = run.result().summary();

        assertThat(summary.meanSeconds()).isEqualTo((3.75 + 4.05) / 2, within(1e-9));
        assertThat(summary.maxSeconds()).isEqualTo(4.05, within(1e-9));
        assertThat(summary.missRatio()).isEqualTo(0.5);
        assertThat(summary.maxWaitSeconds()).isEqualTo(2.72, within(1e-9));
        assertThat(summary.loadSeconds()).isEqualTo(2.41, within(1e-9));
        assertThat(summary.makespanSeconds()).isEqualTo(5.05, within(1e-9));
        assertThat(summary.busyFraction()).isEqualTo(2.575 / (12 * 5.05), within(1e-9));
        assertThat(summary.zeroMissMeanSeconds()).isEqualTo(1.28, within(1e-9));
        assertThat(summary.refusals()).isEqualTo(3);
        assertThat(summary.variant()).isEqualTo("live");
    }

    @Test
    void countsCopiesOfTheMostRequestedModelFromTheLog() {
        // One copy from 2.43 s to 4 s of 5.05 s.
        assertThat(run.result().summary().hottestReplicas()).isEqualTo(1.57 / 5.05, within(1e-9));
    }

    @Test
    void aLoadIsHiddenWhileItsGpuRunsAnInference() {
        // The load lasted from 2 to 243 ms, the inference from 100 to 228 ms.
        assertThat(run.result().summary().hiddenLoadSeconds()).isEqualTo(1.28, within(1e-9));
    }

    @Test
    void thePlatformsShareIsWhatIsNeitherWaitingNorLoadingNorInference() {
        var share = Comparison.Millis.of(run.platformShare());

        // 375 - 1 - 241 - 128 and 405 - 272 - 128.
        assertThat(share.max()).isEqualTo(5, within(1e-6));
        assertThat(share.mean()).isEqualTo(5, within(1e-6));
        assertThat(Comparison.Millis.of(run.lateness()).max()).isEqualTo(1, within(1e-6));
    }

    private static Timing timing(double queueMs, double loadMs, double inferenceMs) {
        return new Timing(queueMs, loadMs, 0, inferenceMs, 0);
    }

    private static ResultRecord.Ended ended(long startedEpochMillis, double inferenceMs) {
        return new ResultRecord.Ended(
                "a",
                "a",
                "f01",
                "openfaas-fn",
                1,
                F01,
                1,
                InvocationState.SUCCEEDED,
                "worker-1",
                1,
                "worker-1/0 (emulated)",
                null,
                timing(0, 0, inferenceMs),
                BEGAN,
                startedEpochMillis,
                startedEpochMillis + 128,
                null,
                null,
                Payload.empty());
    }
}
