package dev.hearth.simulator;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** When messages arrive. Those to one GPU keep their order, and so do those from it. */
final class Messages {

    private final long meanNanos;

    /** Null if all messages take the mean. */
    private final @Nullable SplittableRandom random;

    private final long[] lastToGpuNanos;
    private final long[] lastFromGpuNanos;

    Messages(Hops hops, int gpus) {
        this.meanNanos = hops.meanNanos();
        this.random = hops.seed().isPresent() ? new SplittableRandom(hops.seed().getAsLong()) : null;
        this.lastToGpuNanos = new long[gpus];
        this.lastFromGpuNanos = new long[gpus];
    }

    boolean takeTime() {
        return meanNanos > 0;
    }

    /** What the next message takes. */
    long wayNanos() {
        return random == null ? meanNanos : Math.round(meanNanos * random.nextExponential());
    }

    /** When a message reaches a GPU that would do so then if it were the only one. */
    long reachesGpu(int gpu, long nanos) {
        return inOrder(lastToGpuNanos, gpu, nanos);
    }

    /** When a message of a GPU reaches a scheduler that would do so then if it were the only one. */
    long reachesScheduler(int gpu, long nanos) {
        return inOrder(lastFromGpuNanos, gpu, nanos);
    }

    private static long inOrder(long[] last, int gpu, long nanos) {
        last[gpu] = Math.max(last[gpu], nanos);
        return last[gpu];
    }
}
