package dev.hearth.cli.replay;

import dev.hearth.cli.gateway.Table;
import dev.hearth.cli.simulate.ResultTable;
import dev.hearth.simulator.measure.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Live runs and simulated ones as the simulator's table, and what only a live run has. */
final class ComparisonTable {

    private ComparisonTable() {}

    static String of(List<Comparison> comparisons) {
        List<RunSummary> runs = new ArrayList<>();
        comparisons.forEach(comparison -> {
            runs.add(comparison.live());
            runs.add(comparison.simulated());
        });
        Table table = new Table(
                "TRACE",
                "POLICY",
                "MEAN LIVE/SIM",
                "MISS LIVE/SIM",
                "HOP S",
                "MEAN LIVE/SIM WITH HOPS",
                "MISS",
                "PLATFORM MS P50",
                "P99",
                "LATE MS P99",
                "MAX",
                "REFUSED",
                "ERRORS");
        for (Comparison comparison : comparisons) {
            table.row(
                    comparison.live().trace(),
                    comparison.live().policy() + (comparison.live().hostTier() ? " (host tier)" : ""),
                    number(3, comparison.meanRatio()),
                    number(3, comparison.missRatioRatio()),
                    number(3, comparison.hopSeconds()),
                    number(3, comparison.meanWithHopsRatio()),
                    number(3, comparison.missRatioWithHopsRatio()),
                    number(2, comparison.platform().p50()),
                    number(2, comparison.platform().p99()),
                    number(2, comparison.late().p99()),
                    number(2, comparison.late().max()),
                    Integer.toString(comparison.live().refusals()),
                    Long.toString(comparison.errors()));
        }
        return ResultTable.of(runs) + "\n" + table;
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
