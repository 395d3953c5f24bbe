package dev.hearth.worker.execution;

import java.time.Instant;

/**
 * One moment on both clocks.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Moment(Instant wall, long nanos) {

    private static final double MS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MS = 1e6;

    static Moment now() {
        return new Moment(Instant.now(), System.nanoTime());
    }

    /** With a fraction, as exact as the clock is. */
    double epochMillis() {
        return wall.getEpochSecond() * MS_PER_SECOND + wall.getNano() / NANOS_PER_MS;
    }
}
