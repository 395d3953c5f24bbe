package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.Hearth;
import dev.hearth.contracts.json.WireJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverlapReportTest {

    private static final Machine MACHINE = new Machine(2, 24L << 30, "a CPU", "a JDK", "an OS");

    private final OverlapReport report = OverlapReport.of(
            MACHINE,
            "host memory",
            4,
            2,
            90_300_000,
            new OverlapBenchmark.Plan(10, 4, 96, 0.36),
            OverlapReport.Run.of(1, 10, result(6), new HiddenShare(9, 2_250, 2_700, 2_250, 0)),
            OverlapReport.Run.of(3, 10, result(4), new HiddenShare(9, 2_250, 2_700, 2_250, 2_000)));

    @Test
    void comparesTheRunThatOverlapsWithTheOneThatCannot() {
        assertThat(report.summary())
                .containsExactly(
                        Map.entry("hiddenRatio", 0.889),
                        Map.entry("serialHiddenRatio", 0.0),
                        Map.entry("callsPerSecondRatio", 1.5));
        assertThat(report.runs().getLast().hiddenSeconds()).isEqualTo(2);
        assertThat(report.runs().getLast().callsPerSecond()).isEqualTo(2.5);
    }

    @Test
    void saysWhatItRanOnAndHasTheShapeOfEveryBenchmark() {
        var json = WireJson.mapper().valueToTree(report);

        assertThat(json.propertyNames()).contains("name", "machine", "runs", "summary");
        assertThat(json.path("linkGbps").asDouble()).isEqualTo(0.36);
        assertThat(report.text()).contains("on host memory", "0.36 GB/s", "88.9 %");
    }

    @Test
    void namesTheOptionThatIsOutOfBounds() {
        var err = new StringWriter();

        assertThat(bench(err, "--calls", "1")).isEqualTo(2);
        assertThat(bench(err, "--texts", "0")).isEqualTo(2);
        assertThat(bench(err, "--link-gbps", "0")).isEqualTo(2);

        assertThat(err.toString())
                .contains("hearth: --calls 1 is not between 2 and 100000")
                .contains("hearth: --texts 0 is not between 1 and 1000")
                .contains("hearth: --link-gbps 0.0 is not above 0 and at most 1000");
    }

    private static int bench(StringWriter err, String option, String value) {
        return Hearth.commandLine().setErr(new PrintWriter(err, true)).execute("bench", "overlap", option, value);
    }

    private static CacheLoad.Result result(int seconds) {
        return new CacheLoad.Result(Duration.ofSeconds(seconds), Map.of(), 0, null);
    }
}
