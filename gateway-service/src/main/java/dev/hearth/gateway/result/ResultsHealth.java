package dev.hearth.gateway.result;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready while the results partition is being read. */
final class ResultsHealth implements HealthIndicator {

    private final Waiters waiters;
    private final ResultsTail tail;

    ResultsHealth(Waiters waiters, ResultsTail tail) {
        this.waiters = waiters;
        this.tail = tail;
    }

    @Override
    public Health health() {
        var where = "hearth.results partition " + waiters.partition();
        if (!waiters.isReading()) {
            return outOfService(where + " is not read: Kafka or the topic is not there yet");
        }
        if (!tail.connected()) {
            return outOfService(where + " was read, but the connection is lost");
        }
        return Health.up()
                .withDetail("partition", waiters.partition())
                .withDetail("waiting", waiters.size())
                .build();
    }

    private static Health outOfService(String reason) {
        return Health.outOfService().withDetail("reason", reason).build();
    }
}
