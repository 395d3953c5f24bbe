package dev.hearth.scheduling.queue;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.InvocationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Invocations in arrival order. Nearly all are appended, and stay in a linked map that costs O(1); the few that come
 * back to an old place are sorted in beside it, at O(log n) in their own number.
 */
final class Line {

    private final SequencedMap<InvocationId, Admitted> appended = new LinkedHashMap<>();
    private final NavigableMap<Long, Admitted> returned = new TreeMap<>();
    private final Map<InvocationId, Admitted> returnedById = new HashMap<>();
    private long lastAppended = Long.MIN_VALUE;

    /** @return whether it was appended, rather than sorted in before the last one that ever was */
    boolean add(Admitted admitted) {
        if (admitted.arrival() > lastAppended) {
            lastAppended = admitted.arrival();
            appended.put(admitted.id(), admitted);
            return true;
        }
        returned.put(admitted.arrival(), admitted);
        returnedById.put(admitted.id(), admitted);
        return false;
    }

    @Nullable
    Admitted remove(InvocationId id) {
        Admitted admitted = appended.remove(id);
        if (admitted == null && !returnedById.isEmpty()) {
            admitted = returnedById.remove(id);
            if (admitted != null) {
                returned.remove(admitted.arrival());
            }
        }
        return admitted;
    }

    boolean contains(InvocationId id) {
        return appended.containsKey(id) || returnedById.containsKey(id);
    }

    /** The first of those that were appended, which all have stood here since. */
    @Nullable
    Admitted firstAppended() {
        return appended.isEmpty() ? null : appended.firstEntry().getValue();
    }

    @Nullable
    Admitted returned(long arrival) {
        return returned.get(arrival);
    }

    @Nullable
    Admitted first() {
        Admitted first = firstAppended();
        if (returned.isEmpty()) {
            return first;
        }
        Admitted back = returned.firstEntry().getValue();
        return first == null || back.arrival() < first.arrival() ? back : first;
    }

    /** In arrival order; a copy if some have come back, else a view. */
    Collection<Admitted> all() {
        if (returned.isEmpty()) {
            return Collections.unmodifiableCollection(appended.values());
        }
        List<Admitted> all = new ArrayList<>(size());
        Iterator<Admitted> back = returned.values().iterator();
        Admitted next = back.next();
        for (Admitted admitted : appended.values()) {
            while (next != null && next.arrival() < admitted.arrival()) {
                all.add(next);
                next = back.hasNext() ? back.next() : null;
            }
            all.add(admitted);
        }
        if (next != null) {
            all.add(next);
            back.forEachRemaining(all::add);
        }
        return Collections.unmodifiableList(all);
    }

    int size() {
        return appended.size() + returned.size();
    }

    boolean isEmpty() {
        return appended.isEmpty() && returned.isEmpty();
    }
}
