package dev.hearth.scheduler.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuReportsTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void aModelIsKeptForAsLongAsIsLeftOnThisHostsClock() {
        assertThat(GpuReports.keptUntilNanos(5_000, 4_000, 77)).isEqualTo(77 + 1_000 * MILLISECOND);
        assertThat(GpuReports.keptUntilNanos(5_000, 4_000, -1_000 * MILLISECOND))
                .isNotEqualTo(Resident.NOT_KEPT);
    }

    @Test
    void aTimeThatIsOverOrMissingKeepsNothing() {
        assertThat(GpuReports.keptUntilNanos(0, 4_000, 77)).isEqualTo(Resident.NOT_KEPT);
        assertThat(GpuReports.keptUntilNanos(4_000, 4_000, 77)).isEqualTo(Resident.NOT_KEPT);
    }

    @Test
    void aPinnedModelAndOneKeptForAgesStayForEver() {
        assertThat(GpuReports.keptUntilNanos(Long.MAX_VALUE, 4_000, 77)).isEqualTo(Long.MAX_VALUE);
        assertThat(GpuReports.keptUntilNanos(Long.MAX_VALUE - 1, 4_000, 77)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aReportSaysOfEachModelHowLongItIsKeptAndWhichAreQuarantined() {
        var model = new ModelReference("bert", 1);
        var resnet = new ModelReference("resnet", 1);
        var state = new GpuState(
                0,
                1,
                "host",
                "laptop",
                new GpuState.Memory(100, 80, 0, 0, 20, 0),
                List.of(
                        new GpuState.Resident(model, GpuState.State.READY, 40, 0, 5, GpuState.Resident.ALWAYS),
                        new GpuState.Resident(resnet, GpuState.State.READY, 40, 0, 5)),
                List.of(),
                List.of(),
                List.of(new GpuState.Quarantined(new ModelReference("vgg", 2), "no memory")));

        var report = GpuReports.of("worker-1", 7, state);

        assertThat(report.models())
                .extracting(Resident::keptUntilNanos)
                .containsExactly(Long.MAX_VALUE, Resident.NOT_KEPT);
        assertThat(report.quarantined()).containsExactly(new ModelId("vgg:2"));
    }

    @Test
    void aStateOfAWorkerThatKeepsNothingReadsAsItDid() {
        var json = "{\"model\":\"bert:1\",\"state\":\"ready\",\"bytes\":40,\"pins\":0,\"lastUsedEpochMillis\":5}";

        var resident = WireJson.mapper().readValue(json, GpuState.Resident.class);

        assertThat(resident.keptUntilEpochMillis()).isZero();
        assertThat(WireJson.mapper().writeValueAsString(resident)).isEqualTo(json);
    }
}
