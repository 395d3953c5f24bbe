package dev.hearth.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerLeasesTest {

    private final WorkerLeases leases = new WorkerLeases(Duration.ofSeconds(3));

    @Test
    void aSilentWorkersLeaseEndsInLogTime() {
        leases.renew("worker-1", 10, 0, 1_000);
        leases.renew("worker-2", 11, 0, 2_500);

        assertThat(leases.advance(0, 4_000)).isEmpty();
        assertThat(leases.advance(0, 4_001))
                .extracting(WorkerLeases.Lease::worker)
                .containsExactly("worker-1");
        assertThat(leases.advance(0, 4_002)).isEmpty();
    }

    @Test
    void aBrokerThatWasDownAgesNobody() {
        leases.renew("worker-1", 10, 0, 1_000);

        assertThat(leases.advance(0, 600_000)).isEmpty();
        assertThat(leases.advance(0, 601_500)).isEmpty();

        leases.renew("worker-1", 10, 0, 601_500);
        assertThat(leases.advance(0, 603_000)).isEmpty();
    }

    @Test
    void timeOfAnotherPartitionExpiresNobody() {
        leases.renew("worker-1", 10, 0, 1_000);

        for (int second = 1; second < 60; second++) {
            assertThat(leases.advance(1, second * 1_000L)).isEmpty();
        }
    }

    @Test
    void aReportOfAnEarlierEpochRenewsNothing() {
        leases.renew("worker-1", 20, 0, 1_000);

        assertThat(leases.renew("worker-1", 10, 0, 2_500)).isFalse();
        assertThat(leases.renew("worker-1", 10, 0, 4_000)).isFalse();

        assertThat(leases.advance(0, 4_001)).hasSize(1);
    }

    @Test
    void onlyTheLivingEpochLeaves() {
        leases.renew("worker-1", 20, 0, 1_000);

        assertThat(leases.end("worker-1", 10)).isFalse();
        assertThat(leases.end("worker-1", 20)).isTrue();
        assertThat(leases.end("worker-1", 20)).isFalse();
    }

    @Test
    void anAdoptedWorkerAgesByThePartitionThatMovesLeast() {
        leases.advance(0, 1_000);
        leases.advance(1, 1_000);
        leases.adopt("worker-1", 7);

        for (int second = 2; second < 60; second++) {
            assertThat(leases.advance(0, second * 1_000L)).isEmpty();
        }
        assertThat(leases.advance(1, 2_500)).isEmpty();
        assertThat(leases.advance(1, 4_000)).isEmpty();
        assertThat(leases.advance(1, 4_001)).hasSize(1);
    }

    @Test
    void aWorkerThatTheLogNamesIsNotAdoptedInAnEarlierEpoch() {
        leases.renew("worker-1", 7, 0, 1_000);
        leases.adopt("worker-1", 6);
        leases.adopt("worker-1", 7);

        assertThat(leases.renew("worker-1", 7, 0, 2_000)).isTrue();
        leases.adopt("worker-1", 8);

        assertThat(leases.renew("worker-1", 7, 0, 3_000)).isFalse();
    }
}
