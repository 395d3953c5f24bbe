package dev.hearth.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerLeasesTest {

    private final WorkerLeases leases = new WorkerLeases(Duration.ofSeconds(3));

    @Test
    void aSilentWorkersLeaseEndsInLogTime() {
        leases.renew("worker-1", 10, 0, 1_000);
        leases.renew("worker-2", 11, 0, 3_500);

        assertThat(leases.advance(0, 4_000)).isEmpty();
        assertThat(leases.advance(0, 4_001))
                .extracting(WorkerLeases.Lease::worker)
                .containsExactly("worker-1");
        assertThat(leases.advance(0, 4_002)).isEmpty();
    }

    @Test
    void timeOfAnotherPartitionExpiresNobody() {
        leases.renew("worker-1", 10, 0, 1_000);

        assertThat(leases.advance(1, 60_000)).isEmpty();
    }

    @Test
    void aReportOfAnEarlierEpochRenewsNothing() {
        leases.renew("worker-1", 20, 0, 1_000);

        assertThat(leases.renew("worker-1", 10, 0, 3_000)).isFalse();

        assertThat(leases.advance(0, 4_001)).hasSize(1);
    }

    @Test
    void onlyTheLivingEpochLeaves() {
        leases.renew("worker-1", 20, 0, 1_000);

        assertThat(leases.end("worker-1", 10)).isFalse();
        assertThat(leases.end("worker-1", 20)).isTrue();
        assertThat(leases.end("worker-1", 20)).isFalse();
    }
}
