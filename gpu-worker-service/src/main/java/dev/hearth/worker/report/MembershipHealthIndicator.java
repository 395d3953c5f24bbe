package dev.hearth.worker.report;

import dev.hearth.worker.execution.Membership;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready while the worker may start work; otherwise says why it may not. */
final class MembershipHealthIndicator implements HealthIndicator {

    private final Membership membership;

    MembershipHealthIndicator(Membership membership) {
        this.membership = membership;
    }

    @Override
    public Health health() {
        return membership
                .obstacle(System.nanoTime())
                .map(obstacle -> Health.down().withDetail("reason", obstacle).build())
                .orElseGet(() ->
                        Health.up().withDetail("epoch", membership.epoch()).build());
    }
}
