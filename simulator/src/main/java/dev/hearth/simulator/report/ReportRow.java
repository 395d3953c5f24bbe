package dev.hearth.simulator.report;

import dev.hearth.simulator.measure.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of the report's table, ready to print.
 *
 * @param first whether it begins another trace
 * @param best whether no policy has a lower mean on this trace
 */
record ReportRow(
        boolean first,
        boolean best,
        String trace,
        String policy,
        String mean,
        String overBound,
        String p50,
        String p95,
        String p99,
        String p99OverBound,
        String max,
        String longestWait,
        String miss,
        String falseMiss,
        String busy,
        String loads,
        String hidden,
        String replicas) {

    static List<ReportRow> of(List<RunSummary> runs) {
        List<ReportRow> rows = new ArrayList<>();
        String last = "";
        for (RunSummary run : runs) {
            boolean best = runs.stream()
                    .filter(other -> other.trace().equals(run.trace()))
                    .noneMatch(other -> other.meanSeconds() < run.meanSeconds());
            rows.add(of(run, !run.trace().equals(last), best));
            last = run.trace();
        }
        return rows;
    }

    private static ReportRow of(RunSummary run, boolean first, boolean best) {
        double hidden = run.loadSeconds() == 0 ? 0 : run.hiddenLoadSeconds() / run.loadSeconds();
        return new ReportRow(
                first,
                best,
                run.trace(),
                run.variant().isEmpty() ? run.policy() : run.policy() + " (" + run.variant() + ")",
                number(3, run.meanSeconds()),
                number(3, run.meanOverZeroMissRatio()),
                number(2, run.p50Seconds()),
                number(2, run.p95Seconds()),
                number(2, run.p99Seconds()),
                number(3, run.p99OverZeroMissRatio()),
                number(2, run.maxSeconds()),
                number(2, run.maxWaitSeconds()),
                percent(run.missRatio()),
                percent(run.falseMissRatio()),
                percent(run.busyFraction()),
                Integer.toString(run.loads()),
                percent(hidden),
                number(1, run.hottestReplicas()));
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private static String percent(double share) {
        return number(1, 100 * share);
    }
}
