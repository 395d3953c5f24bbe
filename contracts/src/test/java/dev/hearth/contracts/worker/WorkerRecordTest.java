package dev.hearth.contracts.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.json.WireJson;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerRecordTest {

    private static final String OLDER_REPORT = """
            {"kind":"report","recordVersion":1,"worker":"worker-1","epoch":7,"url":"http://127.0.0.1:41234","gpus":[]}
            """;

    @Test
    void aReportNamesWhatLiesInHostMemory() {
        var report = new WorkerRecord.Report(
                WorkerRecord.RECORD_VERSION,
                "worker-1",
                7,
                "http://127.0.0.1:41234",
                List.of(),
                List.of(new ModelReference("bert", 2), new ModelReference("vgg", 1)));

        var json = WireJson.mapper().writeValueAsString(report);

        assertThat(WireJson.mapper().readTree(json).get("host").toString()).isEqualTo("[\"bert:2\",\"vgg:1\"]");
        assertThat(read(json)).isEqualTo(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"host\":null", ",\"host\":[]"})
    void aReportThatDoesNotSaySoHasNothingInHostMemory(String host) {
        var report = read(OLDER_REPORT.strip().replaceFirst("}$", host + "}"));

        assertThat(report)
                .isEqualTo(new WorkerRecord.Report(
                        WorkerRecord.RECORD_VERSION, "worker-1", 7, "http://127.0.0.1:41234", List.of()));
        assertThat(((WorkerRecord.Report) report).host()).isEmpty();
    }

    private static WorkerRecord read(String json) {
        return WireJson.mapper().readValue(json, WorkerRecord.class);
    }
}
