package dev.hearth.scheduler.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StagedModelsTest {

    private static final String WORKER = "worker-1";

    private final StagedModels staged = new StagedModels();

    @Test
    void theFirstReportWithModelsIsNewsAndTheSameAgainIsNone() {
        assertThat(staged.news(report(7, "bert", "vgg"))).contains(staged(7, "bert", "vgg"));

        assertThat(staged.news(report(7, "bert", "vgg"))).isEmpty();
        assertThat(staged.news(report(7, "vgg", "bert"))).isEmpty();
    }

    @Test
    void aWorkerThatHasNothingStagedIsNoNewsUntilItHad() {
        assertThat(staged.news(report(7))).isEmpty();
        assertThat(staged.news(report(7, "bert"))).contains(staged(7, "bert"));

        assertThat(staged.news(report(7))).contains(staged(7));
        assertThat(staged.news(report(7))).isEmpty();
    }

    @Test
    void aLaterEpochStartsWithNothing() {
        staged.news(report(7, "bert"));

        assertThat(staged.news(report(9, "bert"))).contains(staged(9, "bert"));
        assertThat(staged.news(report(11))).isEmpty();
    }

    @Test
    void aWorkerThatWasLostIsToldOfAnew() {
        staged.news(report(7, "bert"));

        staged.forget(WORKER);

        assertThat(staged.news(report(7, "bert"))).contains(staged(7, "bert"));
    }

    private static WorkerRecord.Report report(long epoch, String... models) {
        return new WorkerRecord.Report(
                WorkerRecord.RECORD_VERSION,
                WORKER,
                epoch,
                "http://127.0.0.1:1",
                List.of(),
                Stream.of(models).map(name -> new ModelReference(name, 1)).toList());
    }

    private static Event.ModelsStaged staged(long epoch, String... models) {
        return new Event.ModelsStaged(
                WORKER,
                epoch,
                Stream.of(models).map(name -> new ModelId(name + ":1")).toList());
    }
}
