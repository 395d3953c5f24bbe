package dev.hearth.cli.replay;

import dev.hearth.simulator.Hops;
import dev.hearth.simulator.Simulation;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.SimulationResult;
import dev.hearth.simulator.measure.Distribution;
import dev.hearth.simulator.measure.RunSummary;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A live run on emulated GPUs beside the simulator's of the same plan, without any cost of messages and with the cost that
 * this run had; the names are the keys in JSON.
 *
 * @param emulated always true: no GPU ran anything
 * @param timeScale how many times as fast as real the emulated time passed
 * @param live figures in emulated seconds, like the simulated ones
 * @param meanRatio live mean latency by the simulated one
 * @param missRatioRatio live miss ratio by the simulated one; 1 if neither missed
 * @param hopSeconds what a message took, in emulated time: a third of what the platform added to a call on average
 * @param meanWithHopsSeconds simulated mean latencies with messages that take about so long
 * @param missRatioWithHops simulated miss ratios likewise
 * @param meanWithHopsRatio live mean latency by the mean of these
 * @param missRatioWithHopsRatio live miss ratio by the mean of these
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
        double hopSeconds,
        Spread meanWithHopsSeconds,
        Spread missRatioWithHops,
        double meanWithHopsRatio,
        double missRatioWithHopsRatio,
        Millis platform,
        Millis late,
        long errors,
        @Nullable String firstError) {

    /** From the caller to the scheduler, to the GPU, and back to the caller. */
    private static final int HOPS_IN_A_LATENCY = 3;

    private static final double SECOND = 1e9;

    /**
     * Of one plan the simulator gives one figure, but another one for a message a millisecond later: who comes first at a GPU
     * decides what is evicted there, and that who comes first next. A live run is one of many that could have been; it is
     * compared with so many simulated ones, each with other draws of hops that take as long on average as was measured.
     */
    private static final int SIMULATED_RUNS = 21;

    /** A run with what it is compared with. */
    record Runs(SimulationResult live, SimulationResult simulated, Comparison comparison) {}

    /** One figure of several runs. */
    record Spread(double mean, double least, double most) {
        static Spread of(List<RunSummary> runs, ToDoubleFunction<RunSummary> figure) {
            DoubleSummaryStatistics all = runs.stream().mapToDouble(figure).summaryStatistics();
            return new Spread(all.getAverage(), all.getMin(), all.getMax());
        }
    }

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
        double hopSeconds = run.platformShare().mean() * run.timeScale() / HOPS_IN_A_LATENCY;
        List<RunSummary> withHops = withHops(run.plan(), hopSeconds);
        Spread means = Spread.of(withHops, RunSummary::meanSeconds);
        Spread missRatios = Spread.of(withHops, RunSummary::missRatio);
        Comparison comparison = new Comparison(
                true,
                run.timeScale(),
                live.summary(),
                simulated.summary(),
                live.summary().meanSeconds() / simulated.summary().meanSeconds(),
                ratio(live.summary().missRatio(), simulated.summary().missRatio()),
                hopSeconds,
                means,
                missRatios,
                live.summary().meanSeconds() / means.mean(),
                ratio(live.summary().missRatio(), missRatios.mean()),
                Millis.of(run.platformShare()),
                Millis.of(run.lateness()),
                run.errors(),
                run.errorCounts().keySet().stream().findFirst().orElse(null));
        return new Runs(live, simulated, comparison);
    }

    /** One line for who waits for more runs. */
    String inShort() {
        return String.format(
                Locale.ROOT,
                "mean %.3f s (simulated %.3f), miss ratio %.4f (%.4f), platform %.1f ms, %d errors",
                live.meanSeconds(),
                meanWithHopsSeconds.mean(),
                live.missRatio(),
                missRatioWithHops.mean(),
                platform.p50(),
                errors);
    }

    private static List<RunSummary> withHops(SimulationPlan plan, double hopSeconds) {
        long meanNanos = Math.round(hopSeconds * SECOND);
        return IntStream.rangeClosed(1, SIMULATED_RUNS)
                .mapToObj(seed -> plan.with(plan.cluster().with(Hops.drawn(meanNanos, seed))))
                .map(other -> Simulation.run(other).summary())
                .toList();
    }

    private static double ratio(double live, double simulated) {
        return live == simulated ? 1 : live / simulated;
    }
}
