package dev.hearth.simulator.time;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time: what happens next, and when. At equal times in the order of {@link Rank}, then of the GPU concerned,
 * then of entry.
 */
public final class Timeline {

    /** What happens first at equal times. */
    public enum Rank {
        /** A load or an inference ends. */
        DEVICE,
        /** Word of a GPU's state or of a refusal reaches a scheduler. */
        MESSAGE,
        /** A scheduler is woken as it asked. */
        TIMER,
        /** An invocation arrives. */
        ARRIVAL
    }

    /** Something that will happen unless it is cancelled. */
    public static final class Entry {
        private final long nanos;
        private final Rank rank;
        private final int gpu;
        private final long number;
        private final Runnable action;
        private boolean cancelled;

        private Entry(long nanos, Rank rank, int gpu, long number, Runnable action) {
            this.nanos = nanos;
            this.rank = rank;
            this.gpu = gpu;
            this.number = number;
            this.action = action;
        }

        public void cancel() {
            cancelled = true;
        }
    }

    private static final Comparator<Entry> ORDER = Comparator.<Entry>comparingLong(entry -> entry.nanos)
            .thenComparing(entry -> entry.rank)
            .thenComparingInt(entry -> entry.gpu)
            .thenComparingLong(entry -> entry.number);

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(ORDER);
    private long nowNanos;
    private long number;

    public long nowNanos() {
        return nowNanos;
    }

    /**
     * Has an action done at a time.
     *
     * @param gpu a number that orders what happens at the same time; 0 where no GPU is concerned
     * @throws IllegalArgumentException if that time has passed
     */
    public Entry at(long nanos, Rank rank, int gpu, Runnable action) {
        if (nanos < nowNanos) {
            throw new IllegalArgumentException(nanos + " ns has passed: it is " + nowNanos + " ns");
        }
        Entry entry = new Entry(nanos, rank, gpu, number++, action);
        entries.add(entry);
        return entry;
    }

    /** Does what is next; false if there is nothing. */
    public boolean advance() {
        for (Entry next = entries.poll(); next != null; next = entries.poll()) {
            if (!next.cancelled) {
                nowNanos = next.nanos;
                next.action.run();
                return true;
            }
        }
        return false;
    }
}
