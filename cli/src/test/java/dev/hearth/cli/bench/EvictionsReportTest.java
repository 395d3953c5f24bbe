package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.cli.Hearth;
import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.worker.GpuState.Memory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvictionsReportTest {

    private static final Machine MACHINE = new Machine(2, 24L << 30, "a CPU", "a JDK", "an OS");

    private final DeviceReadings readings = new DeviceReadings();

    @Test
    void everyCallEvictsAndEveryModelIsThereTwiceBeforeTheCount() {
        var warmUp = IntStream.range(0, 100)
                .mapToObj(EvictionsBenchmark::sample)
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));

        assertThat(warmUp).containsOnlyKeys("embed-large", "embed", "embed-bge", "digits", "ocr");
        assertThat(warmUp.values()).allMatch(count -> count >= 2);
        assertThat(warmUp).containsEntry("embed-large", 50L).containsEntry("ocr", 2L);
    }

    @Test
    void partsThatDoNotAddUpAndTooMuchTakenAreViolations() {
        readings.take(new Memory(100, 60, 0, 30, 0, 10));
        readings.take(new Memory(100, 60, 0, 30, 5, 10));
        readings.take(new Memory(100, 80, 0, 30, -10, 0));

        assertThat(readings.readings()).isEqualTo(3);
        assertThat(readings.violations()).isEqualTo(2);
        assertThat(readings.told().getFirst()).startsWith("the parts do not add up to the total: ");
        assertThat(readings.told().getLast()).startsWith("more is taken than there is: ");
    }

    @Test
    void besideOneModelAlwaysTheSameIsFree() {
        readings.settled("embed", new Memory(100, 60, 0, 0, 40, 0));
        readings.settled("digits", new Memory(100, 1, 0, 0, 99, 0));
        readings.settled("embed", new Memory(100, 60, 0, 0, 40, 0));
        assertThat(readings.violations()).isZero();

        readings.settled("embed", new Memory(100, 61, 0, 0, 39, 0));

        assertThat(readings.freeBytes())
                .containsExactly(Map.entry("embed", List.of(40L, 39L)), Map.entry("digits", List.of(99L)));
        assertThat(readings.told()).containsExactly("beside embed 39 bytes are free, before it was 40");
    }

    @Test
    void comparesTheLastFiftyCyclesWithTheFirstFifty() {
        var residentBytes = IntStream.range(0, 120)
                .mapToObj(cycle -> cycle < 50 ? 400L : cycle < 70 ? 9_000L : 440L)
                .toList();

        var report = report(residentBytes);

        assertThat(report.summary().get("residentMemoryRatio")).isEqualTo(1.1, within(1e-9));
        assertThat(report.summary()).containsEntry("comparedCycles", 50.0);
        assertThat(report.runs())
                .contains(
                        new EvictionsReport.Run(1, 50, 400, 400, 400),
                        new EvictionsReport.Run(101, 120, 440, 440, 440));
    }

    @Test
    void halvesOfAShortRunAreCompared() {
        var report = report(List.of(100L, 100L, 105L, 105L, 105L));

        assertThat(report.summary()).containsEntry("comparedCycles", 2.0).containsEntry("residentMemoryRatio", 1.05);
    }

    @Test
    void saysWhatItRanOnAndHasTheShapeOfEveryBenchmark() {
        readings.settled("embed", new Memory(100, 60, 0, 0, 40, 0));

        var report = report(List.of(100L, 100L));
        JsonNode json = WireJson.mapper().valueToTree(report);

        assertThat(json.propertyNames()).contains("name", "machine", "runs", "summary");
        assertThat(json.path("models").path(0).path("freeBytes").path(0).asLong())
                .isEqualTo(40);
        assertThat(report.text()).contains("of host memory", "0 violations", "0 errors");
    }

    @Test
    void answersMayDifferByAsMuchAsProcessorsDo() {
        assertThat(difference("{\"a\":[1,0.50]}", "{\"a\":[1.0,0.51]}")).isEqualTo("");
        assertThat(difference("{\"a\":[1,0.50]}", "{\"a\":[1.0,0.52]}")).isEqualTo("answer.a[1] is 0.5, expected 0.52");
        assertThat(difference("{\"a\":[1]}", "{\"a\":[1,2]}")).isEqualTo("answer.a has 1 entries, expected 2");
        assertThat(difference("{\"a\":\"b\"}", "{\"a\":\"c\"}")).isEqualTo("answer.a is \"b\", expected \"c\"");
        assertThat(difference("{\"b\":1}", "{\"a\":1}")).isEqualTo("answer.a is , expected 1");
    }

    @Test
    void readsTheResidentMemoryOfAProcess() {
        assertThat(ResidentMemory.bytes("VmRSS:\t  123456 kB")).isEqualTo(123456L * 1024);
    }

    @Test
    void namesTheOptionThatIsOutOfBounds() {
        var err = new StringWriter();

        assertThat(bench(err, "--cycles", "1")).isEqualTo(2);
        assertThat(bench(err, "--warm-up", "-1")).isEqualTo(2);

        assertThat(err.toString())
                .contains("hearth: --cycles 1 is not between 2 and 1000000")
                .contains("hearth: --warm-up -1 is not between 0 and 1000000");
    }

    private static int bench(StringWriter err, String option, String value) {
        return Hearth.commandLine().setErr(new PrintWriter(err, true)).execute("bench", "evictions", option, value);
    }

    private static String difference(String actual, String expected) {
        var json = JsonMapper.shared();
        return SampleCaller.difference("answer", json.readTree(actual), json.readTree(expected))
                .orElse("");
    }

    private EvictionsReport report(List<Long> residentBytes) {
        var bytes = new LinkedHashMap<>(Map.of("embed", 60L));
        var plan = new EvictionsBenchmark.Plan(residentBytes.size(), 0);
        return EvictionsReport.of(MACHINE, "host memory", plan, 100, bytes, readings, residentBytes, List.of());
    }
}
