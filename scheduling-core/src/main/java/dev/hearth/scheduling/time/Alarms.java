package dev.hearth.scheduling.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One due time per key; those due at the same time come in the order of their keys.
 *
 * @param <K> what is due
 */
public final class Alarms<K extends Comparable<K>> {

    /** The due time of what is never due. */
    public static final long NEVER = Long.MAX_VALUE;

    private record Alarm<K extends Comparable<K>>(long nanos, K key) {}

    private final NavigableSet<Alarm<K>> inOrder =
            new TreeSet<>(Comparator.<Alarm<K>>comparingLong(Alarm::nanos).thenComparing(Alarm::key));
    private final Map<K, Alarm<K>> byKey = new HashMap<>();

    /** Sets or moves the due time; {@link #NEVER} cancels. */
    public void set(K key, long nanos) {
        cancel(key);
        if (nanos != NEVER) {
            Alarm<K> alarm = new Alarm<>(nanos, key);
            byKey.put(key, alarm);
            inOrder.add(alarm);
        }
    }

    public void cancel(K key) {
        Alarm<K> alarm = byKey.remove(key);
        if (alarm != null) {
            inOrder.remove(alarm);
        }
    }

    /** Removes and returns what is due at {@code nowNanos} or before, earliest first. */
    public List<K> due(long nowNanos) {
        if (nextNanos() > nowNanos) {
            return List.of();
        }
        List<K> due = new ArrayList<>();
        while (nextNanos() <= nowNanos) {
            K key = inOrder.getFirst().key();
            due.add(key);
            cancel(key);
        }
        return due;
    }

    /** The earliest due time, or {@link #NEVER}. */
    public long nextNanos() {
        return inOrder.isEmpty() ? NEVER : inOrder.getFirst().nanos();
    }
}
