package dev.hearth.simulator;

import java.util.OptionalLong;

/**
 * What messages take from one process to the next: an invocation from its caller to the scheduler and from there to the GPU,
 * word of its end back to the scheduler, its answer back to the caller. Three of these are in a latency, and two between the
 * end of an inference and the start of the next that the scheduler sends there.
 *
 * @param meanNanos 0 if they take no time
 * @param seed of times that are drawn exponentially, as those of a running system scatter; without it all take the mean
 */
public record Hops(long meanNanos, OptionalLong seed) {

    public static final Hops NONE = each(0);

    public Hops {
        if (meanNanos < 0) {
            throw new IllegalArgumentException("a hop must take at least 0, but takes " + meanNanos + " ns");
        }
    }

    public static Hops each(long nanos) {
        return new Hops(nanos, OptionalLong.empty());
    }

    public static Hops drawn(long meanNanos, long seed) {
        return new Hops(meanNanos, OptionalLong.of(seed));
    }
}
