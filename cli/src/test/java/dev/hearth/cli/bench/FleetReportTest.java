package dev.hearth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.contracts.json.WireJson;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** GPUs of four a node that answer a call a second each: 100 ms at a tenth of real pace. */
class FleetReportTest {

    private final FleetBenchmark.Plan plan = new FleetBenchmark.Plan(
            List.of(1, 2), 4, Duration.ofMillis(100), 0.1, Duration.ZERO, Duration.ofSeconds(30), 1, 1);

    private final FleetReport.Run one = FleetReport.Run.of(1, 12, plan, new FleetLoad.Result(30, 114, 0, null, 4));
    private final FleetReport.Run two =
            FleetReport.Run.of(2, 24, plan, new FleetLoad.Result(30, 222, 1, "status 503: full", 8));

    @Test
    void comparesEachFleetWithTheFirstNodeByNodeAndWithGpusThatNeverWait() {
        var run = two.beside(one);

        assertThat(run.gpus()).isEqualTo(8);
        assertThat(run.requestsPerSecond()).isEqualTo(7.4, within(1e-9));
        assertThat(run.idealPerSecond()).isEqualTo(8, within(1e-9));
        assertThat(run.busyRatio()).isEqualTo(0.925, within(1e-9));
        assertThat(run.linearRatio()).isEqualTo(7.4 / (2 * 3.8), within(1e-9));
    }

    @Test
    void saysThatGpusAreEmulated() {
        var report = FleetReport.of(plan, List.of(one.beside(one), two.beside(one)));

        assertThat(report.text())
                .startsWith("GPUs are emulated: an inference takes 100 ms at 0.1 times real pace.")
                .contains("0.974");
        var json = WireJson.mapper().valueToTree(report);
        assertThat(json.path("emulated").asBoolean()).isTrue();
        assertThat(json.path("summary").path("linearNodes2Ratio").asDouble()).isEqualTo(0.9737, within(1e-4));
    }
}
