package dev.hearth.scheduling.time;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One due time per key; those due at the same time come in the order of their keys.
 *
 * <p>Nearly all are cancelled long before they are due. So a cancelled one is left in the heap until it comes up, or
 * until there are more of them than others and all are swept out: cancelling costs O(1), one sweep in so many O(n).
 *
 * @param <K> what is due
 */
public final class Alarms<K extends Comparable<K>> {

    /** The due time of what is never due. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FEWEST_SWEPT = 64;

    private static final class Alarm<K extends Comparable<K>> {
        final long nanos;
        final K key;
        boolean cancelled;

        Alarm(long nanos, K key) {
            this.nanos = nanos;
            this.key = key;
        }
    }

    private final PriorityQueue<Alarm<K>> heap = new PriorityQueue<>(Alarms::compare);
    private final Map<K, Alarm<K>> byKey = new HashMap<>();

    private static <K extends Comparable<K>> int compare(Alarm<K> one, Alarm<K> other) {
        int byTime = Long.compare(one.nanos, other.nanos);
        return byTime == 0 ? one.key.compareTo(other.key) : byTime;
    }

    /** Sets or moves the due time; {@link #NEVER} cancels. */
    public void set(K key, long nanos) {
        if (nanos == NEVER) {
            cancel(key);
            return;
        }
        Alarm<K> alarm = new Alarm<>(nanos, key);
        markCancelled(byKey.put(key, alarm));
        heap.add(alarm);
    }

    public void cancel(K key) {
        markCancelled(byKey.remove(key));
    }

    private void markCancelled(@Nullable Alarm<K> alarm) {
        if (alarm != null) {
            alarm.cancelled = true;
            if (heap.size() > FEWEST_SWEPT + 2 * byKey.size()) {
                heap.removeIf(one -> one.cancelled);
            }
        }
    }

    /** Removes and returns what is due at {@code nowNanos} or before, earliest first. */
    public List<K> due(long nowNanos) {
        if (nextNanos() > nowNanos) {
            return List.of();
        }
        List<K> due = new ArrayList<>();
        while (nextNanos() <= nowNanos) {
            K key = heap.remove().key;
            byKey.remove(key);
            due.add(key);
        }
        return due;
    }

    /** The earliest due time, or {@link #NEVER}. */
    public long nextNanos() {
        Alarm<K> first = heap.peek();
        while (first != null && first.cancelled) {
            heap.remove();
            first = heap.peek();
        }
        return first == null ? NEVER : first.nanos;
    }
}
