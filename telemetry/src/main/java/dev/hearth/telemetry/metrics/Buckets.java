package dev.hearth.telemetry.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Histograms with few buckets, the same on every service, so that Prometheus can add them up. */
public final class Buckets {

    private static final Duration[] LATENCIES =
            millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);
    private static final Duration[] AGES =
            millis(1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000);

    private Buckets() {}

    /** From 5 ms, which a warm call takes, to 30 s, a function's default deadline. */
    public static Timer.Builder latency(String name) {
        return histogram(name, LATENCIES);
    }

    /** From a second to four hours. */
    public static Timer.Builder age(String name) {
        return histogram(name, AGES);
    }

    private static Timer.Builder histogram(String name, Duration[] bounds) {
        return Timer.builder(name).serviceLevelObjectives(bounds);
    }

    private static Duration[] millis(long... bounds) {
        var durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis(bounds[i]);
        }
        return durations;
    }
}
