package dev.hearth.worker.emulation;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Lets emulated durations pass: scaled, and with jitter. Thread-safe. */
final class EmulatedTime {

    private final double scale;
    private final double jitter;
    private final SplittableRandom random;

    /**
     * @param scale durations are divided by it
     * @param jitter each varies evenly by so much of itself
     */
    EmulatedTime(double scale, double jitter, long seed) {
        this.scale = scale;
        this.jitter = jitter;
        this.random = new SplittableRandom(seed);
    }

    /** Blocks for an emulated duration. */
    void pass(long emulatedNanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(real(emulatedNanos));
    }

    /** How long an emulated duration takes this time. */
    long real(long emulatedNanos) {
        return Math.round(emulatedNanos * factor() / scale);
    }

    private double factor() {
        if (jitter == 0) {
            return 1;
        }
        synchronized (random) {
            return 1 - jitter + 2 * jitter * random.nextDouble();
        }
    }
}
