package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.WireJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OverheadReportTest {

    private static final Machine MACHINE = new Machine(2, 24L << 30, "a CPU", "a JDK", "an OS");

    @Test
    void figuresAreOfGoodAnswersAndCpuIsSummedOverAllProcesses() {
        var run = report(2).runs().getFirst();

        assertThat(run.target()).isEqualTo("platform");
        assertThat(run.requests()).isEqualTo(102);
        assertThat(run.errors()).isEqualTo(2);
        assertThat(run.requestsPerSecond()).isEqualTo(10);
        assertThat(run.p50Ms()).isCloseTo(50, within(0.1));
        assertThat(run.p99Ms()).isCloseTo(99, within(0.1));
        assertThat(run.maxMs()).isCloseTo(100, within(0.1));
        assertThat(run.cpuMsPerRequest()).isEqualTo(4);
        assertThat(run.cpuMsPerRequestOf())
                .containsExactly(java.util.Map.entry("gateway-1", 3.0), java.util.Map.entry("broker", 1.0));
        assertThat(run.loadCpuMsPerRequest()).isEqualTo(0.5);
    }

    @Test
    void comparesThePlatformWithTheSameCallersInProcess() {
        assertThat(report(0).summary())
                .containsExactly(
                        java.util.Map.entry("idleCpuMsPerSecond", 20.0),
                        java.util.Map.entry("p99OverP50Ratio", 1.98),
                        java.util.Map.entry("requestsPerSecondCallers8Ratio", 0.5),
                        java.util.Map.entry("p50Callers8Ratio", 1.0),
                        java.util.Map.entry("p99Callers8Ratio", 1.0),
                        java.util.Map.entry("cpuCallers8Ratio", 8.0));
    }

    @Test
    void jsonHasTheShapeOfEveryBenchmark() {
        JsonNode json = WireJson.mapper().valueToTree(report(0));

        assertThat(json.propertyNames()).containsExactly("name", "machine", "runs", "summary");
        assertThat(json.path("name").asString()).isEqualTo("overhead");
        assertThat(json.path("machine").propertyNames()).containsExactly("cores", "memoryBytes", "cpu", "jdk", "os");
        assertThat(json.path("runs")).hasSize(2);
        assertThat(json.path("runs").path(1).has("loadCpuMsPerRequest")).isFalse();
        assertThat(json.path("summary").path("p50Callers8Ratio").asDouble()).isEqualTo(1);
    }

    @Test
    void textShowsEveryRunAndWhereItsTimeWent() {
        var text = OverheadReport.text(report(2));

        assertThat(text.lines().map(line -> line.strip().replaceAll(" {2,}", "|")))
                .contains(
                        "TARGET|CALLERS|REQUESTS/S|P50 MS|P99 MS|MAX MS|CPU MS/REQUEST|LOAD CPU|ERRORS",
                        "CALLERS|MEAN MS: QUEUE|LOAD|TRANSFER|INFERENCE|TOTAL",
                        "8|1.000|0.000|2.000|3.000|6.000",
                        "CPU ms/request at 8: gateway-1 3.000, broker 1.000");
    }

    private static Report report(long errors) {
        var cpu = new LinkedHashMap<String, Duration>();
        cpu.put("gateway-1", Duration.ofMillis(300));
        cpu.put("broker", Duration.ofMillis(100));
        var report = new OverheadReport("overhead", Duration.ofMillis(100), Duration.ofSeconds(5));
        report.platform(load(Duration.ofSeconds(10), new Timing(1, 0, 2, 3, 6), errors), cpu, Duration.ofMillis(50));
        report.inProcess(load(Duration.ofSeconds(5), null, 0), Duration.ofMillis(50));
        return report.report(MACHINE);
    }

    /** A hundred answers, after 1 to 100 ms. */
    private static ClosedLoop.Load load(
            Duration elapsed, @org.jspecify.annotations.Nullable Timing timing, long errors) {
        var latencies = new Histogram(3);
        for (var millis = 1; millis <= 100; millis++) {
            latencies.recordValue(Duration.ofMillis(millis).toNanos());
        }
        return new ClosedLoop.Load(8, elapsed, latencies, timing, errors, errors == 0 ? null : "away");
    }
}
