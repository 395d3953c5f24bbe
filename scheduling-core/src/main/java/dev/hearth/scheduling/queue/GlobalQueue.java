package dev.hearth.scheduling.queue;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Invocations that wait for placement, in arrival order; one that returns takes its old place again.
 *
 * <p>Adding and removing cost O(log n). The hash maps are only looked up in, never iterated.
 */
public final class GlobalQueue {

    private final NavigableMap<Long, Admitted> byArrival = new TreeMap<>();
    private final Map<InvocationId, Admitted> byId = new HashMap<>();
    private final Map<ModelId, NavigableMap<Long, Admitted>> byModel = new HashMap<>();
    private final NavigableMap<Long, Admitted> firstOfEachModel = new TreeMap<>();

    /** Puts an invocation at its arrival's place. */
    public void add(Admitted admitted) {
        if (byId.putIfAbsent(admitted.id(), admitted) != null) {
            throw new IllegalStateException(admitted.id() + " waits already");
        }
        byArrival.put(admitted.arrival(), admitted);
        NavigableMap<Long, Admitted> ofModel = byModel.computeIfAbsent(admitted.model(), _ -> new TreeMap<>());
        if (!ofModel.isEmpty()) {
            firstOfEachModel.remove(ofModel.firstKey());
        }
        ofModel.put(admitted.arrival(), admitted);
        firstOfEachModel.put(ofModel.firstKey(), ofModel.firstEntry().getValue());
    }

    /** Takes an invocation out; empty if it does not wait here. */
    public Optional<Admitted> remove(InvocationId id) {
        Admitted admitted = byId.remove(id);
        if (admitted == null) {
            return Optional.empty();
        }
        byArrival.remove(admitted.arrival());
        NavigableMap<Long, Admitted> ofModel = byModel.get(admitted.model());
        if (ofModel == null) {
            throw new IllegalStateException(id + " waits, but none of its model does");
        }
        firstOfEachModel.remove(ofModel.firstKey());
        ofModel.remove(admitted.arrival());
        if (ofModel.isEmpty()) {
            byModel.remove(admitted.model());
        } else {
            firstOfEachModel.put(ofModel.firstKey(), ofModel.firstEntry().getValue());
        }
        return Optional.of(admitted);
    }

    public boolean contains(InvocationId id) {
        return byId.containsKey(id);
    }

    public Optional<Admitted> first() {
        return byArrival.isEmpty()
                ? Optional.empty()
                : Optional.of(byArrival.firstEntry().getValue());
    }

    /** All that wait, in arrival order. */
    public Collection<Admitted> all() {
        return Collections.unmodifiableCollection(byArrival.values());
    }

    /** The longest waiting invocation of each model, in arrival order: what is behind one of its model is left out. */
    public Collection<Admitted> firstOfEachModel() {
        return Collections.unmodifiableCollection(firstOfEachModel.values());
    }

    /** The waiting invocations of one model, in arrival order. */
    public Collection<Admitted> ofModel(ModelId model) {
        NavigableMap<Long, Admitted> ofModel = byModel.getOrDefault(model, Collections.emptyNavigableMap());
        return Collections.unmodifiableCollection(ofModel.values());
    }

    /** How many wait, by model, in model order. */
    public SortedMap<ModelId, Integer> countByModel() {
        SortedMap<ModelId, Integer> count = new TreeMap<>();
        for (Admitted first : firstOfEachModel.values()) {
            count.put(first.model(), ofModel(first.model()).size());
        }
        return count;
    }

    public int size() {
        return byArrival.size();
    }

    public boolean isEmpty() {
        return byArrival.isEmpty();
    }
}
