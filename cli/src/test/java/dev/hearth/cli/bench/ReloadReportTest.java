package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.Hearth;
import dev.hearth.contracts.json.WireJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReloadReportTest {

    private static final Machine MACHINE = new Machine(2, 24L << 30, "a CPU", "a JDK", "an OS");

    private final ReloadReport report = ReloadReport.of(
            MACHINE,
            90_300_000,
            new ReloadReport.Times(
                    11, List.of(700.0, 500.0, 900.0), List.of(70.0, 80.0, 60.0), List.of(20.0, 90.0, 35.0)));

    @Test
    void comparesMediansOfAllRounds() {
        assertThat(report.runs())
                .containsExactly(
                        new ReloadReport.Run("by-path", 3, 500, 700, 900),
                        new ReloadReport.Run("repository", 3, 60, 70, 80),
                        new ReloadReport.Run("host", 3, 20, 35, 90));
        assertThat(report.summary())
                .containsExactly(Map.entry("byPathOverHostRatio", 20.0), Map.entry("byPathOverRepositoryRatio", 10.0));
    }

    @Test
    void readsWhatTheWorkersMeasurementWrites() {
        var times = WireJson.mapper()
                .readValue(
                        "{\"tokens\":11,\"byPathMs\":[700.5],\"repositoryMs\":[70.5],\"hostMs\":[35.25]}",
                        ReloadReport.Times.class);

        assertThat(times).isEqualTo(new ReloadReport.Times(11, List.of(700.5), List.of(70.5), List.of(35.25)));
    }

    @Test
    void saysThatNoGpuIsInvolvedAndHasTheShapeOfEveryBenchmark() {
        var json = WireJson.mapper().valueToTree(report);

        assertThat(json.propertyNames()).contains("name", "machine", "runs", "summary");
        assertThat(json.path("devices").asString()).contains("no GPU is involved");
        assertThat(report.text()).contains("90.3 MB", "11 tokens", "no GPU is involved");
    }

    @Test
    void withoutRoundsThereIsNothingToReport() {
        assertThatThrownBy(() -> ReloadReport.Run.of("host", List.of())).hasMessageContaining("host");
    }

    @Test
    void namesTheRoundsThatAreOutOfBounds() {
        var err = new StringWriter();

        int status =
                Hearth.commandLine().setErr(new PrintWriter(err, true)).execute("bench", "reload", "--rounds", "0");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("hearth: --rounds 0 is not between 1 and 1000");
    }
}
