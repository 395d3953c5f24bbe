package dev.hearth.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many calls of a model that no GPU holds yet. */
@ExtendWith(SharedCluster.class)
class ColdBurstIT {

    private static final String MODEL = "burst";
    private static final int CALLS = 50;

    private final HearthCluster cluster;
    private final WorkerLog workers;

    ColdBurstIT(HearthCluster cluster) {
        this.cluster = cluster;
        this.workers = new WorkerLog(cluster);
    }

    @Test
    void fiftyCallsThatComeTogetherReadTheModelOnce() throws Exception {
        new ModelCopies(cluster).add(MODEL);
        var start = workers.end();
        var together = new CountDownLatch(CALLS);
        var calls = new ArrayList<Callable<Answer>>();
        for (var i = 0; i < CALLS; i++) {
            var text = "sentence number " + i;
            calls.add(() -> {
                together.countDown();
                together.await();
                return cluster.caller().invoke(MODEL, text);
            });
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(calls);

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.get().embedding()).hasSize(384));
        }

        assertThat(workers.since(start, WorkerRecord.Loaded.class))
                .filteredOn(loaded -> loaded.model().name().equals(MODEL))
                // Once it lies in host memory a second copy may be there sooner than the others' turn.
                .filteredOn(loaded -> loaded.from().equals("repository"))
                .as("loads of %s", MODEL)
                .hasSize(1);
    }
}
