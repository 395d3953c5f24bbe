package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import dev.hearth.contracts.json.WireJson;
import org.junit.jupiter.api.Test;

class DecisionsReportTest {

    private static final Machine MACHINE = new Machine(2, 1, "cpu", "jdk", "os");

    @Test
    void readsWhatJmhMeasuredOfEachPolicyAndCluster() {
        String results = "[" + throughput("100x10x1000", 300_000) + "," + throughput("10000x10x1000000", 100_000) + ","
                + sample("100x10x1000", 2.5, 9) + "," + sample("10000x10x1000000", 6, 30) + "]";

        DecisionsReport report = DecisionsReport.of(WireJson.mapper().readTree(results), MACHINE);

        assertThat(report.runs())
                .containsExactly(
                        new DecisionsReport.Run("lru", "100x10x1000", 2.5, 9, 99, 300_000),
                        new DecisionsReport.Run("lru", "10000x10x1000000", 6, 30, 99, 100_000));
        assertThat(report.summary()).containsExactly(entry("lruLargestToSmallestTimeRatio", 3.0));
        assertThat(report.text()).contains("100x10x1000").contains("300000.0");
    }

    @Test
    void saysWhichThroughputIsMissing() {
        String results = "[" + sample("100x10x1000", 2.5, 9) + "]";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DecisionsReport.of(WireJson.mapper().readTree(results), MACHINE))
                .withMessageContaining("100x10x1000");
    }

    private static String throughput(String cluster, double score) {
        return """
                {"mode":"thrpt","params":{"cluster":"%s","policy":"lru"},"primaryMetric":{"score":%s}}""".formatted(cluster, score);
    }

    private static String sample(String cluster, double p50, double p99) {
        return """
                {"mode":"sample","params":{"cluster":"%s","policy":"lru"},"primaryMetric":\
                {"score":3,"scorePercentiles":{"50.0":%s,"99.0":%s,"100.0":99}}}""".formatted(cluster, p50, p99);
    }
}
