package dev.hearth.registry.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.worker.WorkerRecord;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingChangesTest {

    private static final Duration NOW = Duration.ZERO;

    private final PendingChanges pending = new PendingChanges();

    @Test
    void keepsTheNewestOfEachWorker() throws InterruptedException {
        pending.add(report("worker-1", 1));
        pending.add(report("worker-2", 2));
        pending.add(report("worker-1", 3));

        assertThat(pending.size()).isEqualTo(2);
        assertThat(pending.take(NOW)).contains(report("worker-1", 3));
        assertThat(pending.take(NOW)).contains(report("worker-2", 2));
        assertThat(pending.take(NOW)).isEmpty();
    }

    @Test
    void whatComesBackNeverReplacesTheNewer() throws InterruptedException {
        var taken = report("worker-1", 1);
        pending.add(new Change.Lost("worker-1", 1));

        pending.giveBack(taken);

        assertThat(pending.take(NOW)).contains(new Change.Lost("worker-1", 1));
        pending.giveBack(taken);
        assertThat(pending.take(NOW)).contains(taken);
    }

    private static Change report(String worker, long epoch) {
        return new Change.Reported(
                new WorkerRecord.Report(WorkerRecord.RECORD_VERSION, worker, epoch, "http://127.0.0.1:1", List.of()));
    }
}
