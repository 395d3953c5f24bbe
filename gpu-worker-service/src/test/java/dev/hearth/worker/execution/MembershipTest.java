package dev.hearth.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.worker.Leases;
import org.junit.jupiter.api.Test;

class MembershipTest {

    private static final long LEASE_NANOS = Leases.LEASE.toNanos();

    private final Membership membership = new Membership();

    @Test
    void mayStartNothingBeforeItJoinedAndSaysWhy() {
        membership.failed("topic hearth.workers is not there");

        assertThat(membership.obstacle(0))
                .hasValueSatisfying(obstacle ->
                        assertThat(obstacle).contains("has not joined", "topic hearth.workers is not there"));
    }

    @Test
    void livesFromHeartbeatToHeartbeat() {
        membership.joined(5, 100);

        assertThat(membership.epoch()).isEqualTo(5);
        assertThat(membership.obstacle(100 + LEASE_NANOS)).isEmpty();
        assertThat(membership.obstacle(101 + LEASE_NANOS)).isPresent();

        membership.acknowledged(200);
        assertThat(membership.obstacle(200 + LEASE_NANOS)).isEmpty();
        assertThat(membership.obstacle(201 + LEASE_NANOS)).isPresent();
    }

    @Test
    void startsNothingWhileItDrains() {
        membership.joined(5, 100);
        membership.drain();

        assertThat(membership.obstacle(100)).contains("the worker drains");
    }
}
