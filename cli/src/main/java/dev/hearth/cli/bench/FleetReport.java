package dev.hearth.cli.bench;

import dev.hearth.cli.gateway.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the fleet benchmark found.
 *
 * @param emulated always true: no GPU computed anything
 * @param inferenceMs in emulated time
 * @param summary by name: how the throughput of each fleet compares with that of the first, node by node
 */
record FleetReport(
        String name,
        Machine machine,
        boolean emulated,
        double inferenceMs,
        double timeScale,
        int schedulers,
        int gateways,
        List<Run> runs,
        SequencedMap<String, Double> summary) {

    static final String NAME = "fleet";

    private static final double NANOS_PER_MS = 1e6;

    static FleetReport of(FleetBenchmark.Plan plan, List<Run> runs) {
        var summary = new LinkedHashMap<String, Double>();
        runs.forEach(run -> summary.put("linearNodes" + run.nodes() + "Ratio", run.linearRatio()));
        return new FleetReport(
                NAME,
                Machine.thisOne(),
                true,
                plan.inference().toNanos() / NANOS_PER_MS,
                plan.timeScale(),
                plan.schedulers(),
                plan.gateways(),
                List.copyOf(runs),
                summary);
    }

    /**
     * One fleet.
     *
     * @param gpusUsed that answered at least one call
     * @param idealPerSecond of GPUs that never wait
     * @param busyRatio requests a second by that
     * @param linearRatio requests a second and node by those of the first fleet
     */
    record Run(
            int nodes,
            int gpus,
            int gpusUsed,
            int callers,
            double seconds,
            long answers,
            long errors,
            @Nullable String firstError,
            double requestsPerSecond,
            double idealPerSecond,
            double busyRatio,
            double linearRatio) {

        static Run of(int nodes, int callers, FleetBenchmark.Plan plan, FleetLoad.Result result) {
            double perSecond = result.answers() / result.seconds();
            double ideal = plan.idealPerSecond(nodes);
            return new Run(
                    nodes,
                    nodes * plan.gpus(),
                    result.gpus(),
                    callers,
                    result.seconds(),
                    result.answers(),
                    result.errors(),
                    result.firstError(),
                    perSecond,
                    ideal,
                    perSecond / ideal,
                    1);
        }

        Run beside(Run first) {
            double linear = (requestsPerSecond / nodes) / (first.requestsPerSecond / first.nodes);
            return new Run(
                    nodes,
                    gpus,
                    gpusUsed,
                    callers,
                    seconds,
                    answers,
                    errors,
                    firstError,
                    requestsPerSecond,
                    idealPerSecond,
                    busyRatio,
                    linear);
        }
    }

    /** For a person. */
    String text() {
        var table = new Table(
                "NODES", "GPUS", "GPUS USED", "CALLERS", "REQUESTS/S", "IDEAL", "BUSY", "x LINEAR", "CALLS", "ERRORS");
        for (var run : runs) {
            table.row(
                    String.valueOf(run.nodes()),
                    String.valueOf(run.gpus()),
                    String.valueOf(run.gpusUsed()),
                    String.valueOf(run.callers()),
                    number(2, run.requestsPerSecond()),
                    number(2, run.idealPerSecond()),
                    number(3, run.busyRatio()),
                    number(3, run.linearRatio()),
                    String.valueOf(run.answers()),
                    String.valueOf(run.errors()));
        }
        return "GPUs are emulated: an inference takes " + number(0, inferenceMs) + " ms at " + timeScale
                + " times real pace. Schedulers: " + schedulers + ", gateways: " + gateways + ".\n" + table;
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
