package dev.hearth.cli.replay;

import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.report.Facts;
import dev.hearth.simulator.report.HtmlReport;
import dev.hearth.simulator.report.ReportData;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The simulator's page of live runs beside simulated ones. */
record ReplayReport(List<SimulationPlan> plans, List<Comparison.Runs> runs, String command) {

    void write(Path file) throws IOException {
        List<String> facts = new ArrayList<>();
        facts.add(
                "Live runs are of the whole system, real Kafka, Redis and HTTP, on emulated GPUs: they take the time and"
                        + " account the memory that the table of costs says, and compute nothing. Emulated time passed "
                        + runs.getFirst().comparison().timeScale() + " times as fast as real time.");
        facts.addAll(Facts.of(plans));
        List<ReportData.Run> shown = new ArrayList<>();
        runs.forEach(run -> {
            shown.add(ReportData.Run.of(run.live()));
            shown.add(ReportData.Run.of(run.simulated()));
        });
        ReportData data = new ReportData(
                "Live runs beside simulated ones", command, facts, shown, List.of(), List.of(), List.of(), List.of());
        try (Writer out = Files.newBufferedWriter(file)) {
            HtmlReport.write(data, out);
        }
    }
}
