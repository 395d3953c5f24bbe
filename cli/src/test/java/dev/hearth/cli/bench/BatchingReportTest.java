package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.contracts.json.WireJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BatchingReportTest {

    private static final Machine MACHINE = new Machine(2, 24L << 30, "a CPU", "a JDK", "an OS");

    @Test
    void comparesAllRunsOfOneFunctionWithAllOfTheOther() {
        var summary = report().summary();

        assertThat(summary.keySet())
                .containsExactly(
                        "requestsPerSecondCallers1Ratio",
                        "p50Callers1Ratio",
                        "p99Callers1Ratio",
                        "requestsPerSecondCallers32Ratio",
                        "p50Callers32Ratio",
                        "p99Callers32Ratio");
        assertThat(summary).containsEntry("requestsPerSecondCallers1Ratio", 1.0);
        // 100 and 140 a second by itself, 150 and 210 together.
        assertThat(summary.get("requestsPerSecondCallers32Ratio")).isCloseTo(1.5, within(1e-3));
        assertThat(summary.get("p50Callers32Ratio")).isCloseTo(0.5, within(1e-2));
    }

    @Test
    void jsonHasTheShapeOfEveryBenchmark() {
        JsonNode json = WireJson.mapper().valueToTree(report());

        assertThat(json.propertyNames()).containsExactly("name", "machine", "devices", "tokens", "runs", "summary");
        assertThat(json.path("name").asString()).isEqualTo("batching");
        assertThat(json.path("runs").path(5).path("maxBatch").asInt()).isEqualTo(8);
        assertThat(json.path("runs").path(5).path("meanBatchSize").asDouble()).isEqualTo(7.5);
        assertThat(json.path("runs").path(5).path("requestsPerSecond").asDouble())
                .isEqualTo(210);
    }

    @Test
    void textShowsEveryRunAndTheRatios() {
        assertThat(report().text().lines())
                .anyMatch(line -> line.matches("8 +32 +150\\.0 .* 7\\.5 +0"))
                .anyMatch(line -> line.matches("requestsPerSecondCallers32Ratio +1\\.50"));
    }

    @Test
    void theMeanBatchIsOfWhatRanMeanwhile() {
        var before = BatchSizes.read(
                "hearth_batch_size_count{model=\"a:1\"} 10\nhearth_batch_size_sum{model=\"a:1\"} 10.0\n");
        var after = BatchSizes.read("""
                # TYPE hearth_batch_size histogram
                hearth_batch_size_bucket{model="a:1",le="1.0"} 10
                hearth_batch_size_count{model="a:1"} 12
                hearth_batch_size_sum{model="a:1"} 25.0
                hearth_batch_size_count{model="b:1"} 2
                hearth_batch_size_sum{model="b:1"} 2.0
                hearth_batch_size_max{model="a:1"} 8.0
                """);

        assertThat(after.meanSince(before)).isCloseTo(17 / 4.0, within(1e-9));
        assertThat(after.meanSince(after)).isZero();
    }

    private static BatchingReport report() {
        return BatchingReport.of(
                MACHINE,
                "a device",
                List.of(
                        result(1, 1, 100, 10, 1),
                        result(8, 1, 100, 10, 1),
                        result(1, 32, 1_000, 200, 1),
                        result(8, 32, 1_500, 100, 7.5),
                        result(1, 32, 1_400, 200, 1),
                        result(8, 32, 2_100, 100, 7.5)));
    }

    /** In ten seconds. */
    private static BatchingReport.Result result(int maxBatch, int callers, int answers, long millis, double meanBatch) {
        var latencies = new Histogram(3);
        latencies.recordValueWithCount(TimeUnit.MILLISECONDS.toNanos(millis), answers);
        var load = new ClosedLoop.Load(callers, Duration.ofSeconds(10), latencies, null, 0, null);
        return new BatchingReport.Result(maxBatch, load, meanBatch);
    }
}
