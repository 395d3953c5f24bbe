package dev.hearth.gateway.invocation;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The moment a call came in, and the id it got then.
 *
 * @param receivedEpochNanos Unix time of receipt
 * @param receivedNanos the same moment on the monotonic clock, from which durations and the deadline are measured
 */
record Receipt(String id, long receivedEpochNanos, long receivedNanos) {

    static Receipt now(Clock clock) {
        var now = clock.instant();
        return new Receipt(UUID.randomUUID().toString(), epochNanos(now), System.nanoTime());
    }

    long receivedEpochMillis() {
        return TimeUnit.NANOSECONDS.toMillis(receivedEpochNanos);
    }

    long elapsedNanos() {
        return System.nanoTime() - receivedNanos;
    }

    private static long epochNanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
