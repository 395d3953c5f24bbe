package dev.hearth.scheduling.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: what is planned happens in the order of its time, then of its planning. */
final class Timeline {

    static final long MILLISECOND = 1_000_000;

    private record Step(long nanos, long order, Runnable action) {}

    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparingLong(Step::nanos).thenComparingLong(Step::order));
    private long nowNanos;
    private long planned;

    long nowNanos() {
        return nowNanos;
    }

    void after(long nanos, Runnable action) {
        steps.add(new Step(nowNanos + nanos, planned++, action));
    }

    /** Does the next step; false if there is none. */
    boolean advance() {
        Step step = steps.poll();
        if (step == null) {
            return false;
        }
        nowNanos = step.nanos();
        step.action().run();
        return true;
    }
}
