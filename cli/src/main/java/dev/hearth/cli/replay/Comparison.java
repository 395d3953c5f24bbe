package dev.hearth.cli.replay;

import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationResult;
import dev.hearth.simulator.measure.Distribution;
import dev.hearth.simulator.measure.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * A live run on emulated GPUs beside the simulator's of the same plan; the names are the keys in JSON.
 *
 * @param emulated always true: no GPU ran anything
 * @param timeScale how many times as fast as real the emulated time passed
 * @param live figures in emulated seconds, like the simulated ones
 * @param meanRatio live mean latency by the simulated one
 * @param missRatioRatio live miss ratio by the simulated one; 1 if neither missed
 * @param platform what the platform added to a call, in real milliseconds
 * @param late how much later than scheduled calls were sent, in real milliseconds
 * @param errors calls without a good answer
 * @param firstError one of them; null for none
 */
record Comparison(
        boolean emulated,
        double timeScale,
        RunSummary live,
        RunSummary simulated,
        double meanRatio,
        double missRatioRatio,
        Millis platform,
        Millis late,
        long errors,
        @Nullable String firstError) {

    /** A run with what it is compared with. */
    record Runs(SimulationResult live, SimulationResult simulated, Comparison comparison) {}

    /** Real milliseconds. */
    record Millis(double mean, double p50, double p99, double max) {
        private static final double MILLIS = 1e3;

        static Millis of(Distribution seconds) {
            return new Millis(
                    MILLIS * seconds.mean(),
                    MILLIS * seconds.percentile(50),
                    MILLIS * seconds.percentile(99),
                    MILLIS * seconds.max());
        }
    }

    static Runs of(LiveRun run) {
        SimulationResult live = run.result();
        SimulationResult simulated = Simulation.run(run.plan());
        Comparison comparison = new Comparison(
                true,
                run.timeScale(),
                live.summary(),
                simulated.summary(),
                live.summary().meanSeconds() / simulated.summary().meanSeconds(),
                ratio(live.summary().missRatio(), simulated.summary().missRatio()),
                Millis.of(run.platformShare()),
                Millis.of(run.lateness()),
                run.errors(),
                run.errorCounts().keySet().stream().findFirst().orElse(null));
        return new Runs(live, simulated, comparison);
    }

    private static double ratio(double live, double simulated) {
        return live == simulated ? 1 : live / simulated;
    }
}
