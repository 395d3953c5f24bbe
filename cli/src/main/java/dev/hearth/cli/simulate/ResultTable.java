package dev.hearth.cli.simulate;

import dev.hearth.cli.gateway.Table;
import dev.hearth.simulator.measure.RunSummary;
import java.util.List;
import java.util.Locale;

/** Runs as rows, latencies in seconds. */
public final class ResultTable {

    private ResultTable() {}

    public static String of(List<RunSummary> runs) {
        Table table = new Table(
                "TRACE",
                "POLICY",
                "MEAN",
                "x BOUND",
                "P50",
                "P95",
                "P99",
                "x BOUND",
                "MAX",
                "MAX WAIT",
                "MISS",
                "FALSE MISS",
                "BUSY",
                "LOADS",
                "LOAD S",
                "HIDDEN S",
                "HOTTEST");
        for (RunSummary run : runs) {
            table.row(
                    run.trace(),
                    run.policy() + (run.variant().isEmpty() ? "" : " (" + run.variant() + ")"),
                    number(3, run.meanSeconds()),
                    number(3, run.meanOverZeroMissRatio()),
                    number(2, run.p50Seconds()),
                    number(2, run.p95Seconds()),
                    number(2, run.p99Seconds()),
                    number(3, run.p99OverZeroMissRatio()),
                    number(2, run.maxSeconds()),
                    number(2, run.maxWaitSeconds()),
                    number(4, run.missRatio()),
                    number(4, run.falseMissRatio()),
                    number(3, run.busyFraction()),
                    Integer.toString(run.loads()),
                    number(1, run.loadSeconds()),
                    number(1, run.hiddenLoadSeconds()),
                    number(2, run.hottestReplicas()));
        }
        return table.toString();
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
