package dev.hearth.cli.simulate;

import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.SimulationResult;
import dev.hearth.simulator.report.Facts;
import dev.hearth.simulator.report.HtmlReport;
import dev.hearth.simulator.report.ReportData;
import dev.hearth.simulator.report.Sweeps;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The page that shows runs and sweeps around them. */
record ReportPage(
        List<SimulationPlan> plans, List<SimulationResult> results, String command, Consumer<String> progress) {

    void write(Path file) throws IOException {
        Sweeps sweeps = new Sweeps(plans, progress);
        ReportData data = new ReportData(
                "Scheduling policies compared",
                command,
                Facts.of(plans),
                results.stream().map(ReportData.Run::of).toList(),
                sweeps.skipLimits(),
                sweeps.rates(),
                sweeps.ablations(),
                sweeps.evictions());
        try (Writer out = Files.newBufferedWriter(file)) {
            HtmlReport.write(data, out);
        }
    }
}
