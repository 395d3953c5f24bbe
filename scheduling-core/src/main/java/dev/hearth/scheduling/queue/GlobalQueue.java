package dev.hearth.scheduling.queue;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Invocations that wait for placement, in arrival order; one that returns takes its old place again.
 *
 * <p>Adding and removing cost O(log m) in the number of models that wait. The hash maps are only looked up in, never
 * iterated.
 */
public final class GlobalQueue {

    private final Line line = new Line();
    private final Map<ModelId, Line> byModel = new HashMap<>();
    private final NavigableMap<Long, Admitted> firstOfEachModel = new TreeMap<>();
    private final Overtaking overtaking = new Overtaking();
    private final Set<ModelId> entered = new LinkedHashSet<>();

    /** Puts an invocation at its arrival's place. */
    public void add(Admitted admitted) {
        if (line.contains(admitted.id())) {
            throw new IllegalStateException(admitted.id() + " waits already");
        }
        if (!line.add(admitted)) {
            overtaking.returned(admitted.arrival(), admitted.overtaken());
        }
        Line ofModel = byModel.computeIfAbsent(admitted.model(), _ -> new Line());
        Admitted before = ofModel.first();
        ofModel.add(admitted);
        refile(before, ofModel.first());
        entered.add(admitted.model());
    }

    /** Models of those that have come, or come back, since {@link #forgetEntered}. */
    public Collection<ModelId> entered() {
        return Collections.unmodifiableCollection(entered);
    }

    public void forgetEntered() {
        entered.clear();
    }

    /** Takes an invocation out, with how often it was overtaken; empty if it does not wait here. */
    public Optional<Admitted> remove(InvocationId id) {
        Admitted admitted = line.remove(id);
        if (admitted == null) {
            return Optional.empty();
        }
        Line ofModel = byModel.get(admitted.model());
        if (ofModel == null) {
            throw new IllegalStateException(id + " waits, but none of its model does");
        }
        Admitted before = ofModel.first();
        ofModel.remove(id);
        refile(before, ofModel.first());
        if (ofModel.isEmpty()) {
            byModel.remove(admitted.model());
        }
        return Optional.of(admitted.overtaken(overtaking.left(admitted.arrival())));
    }

    private void refile(@Nullable Admitted before, @Nullable Admitted after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null) {
            firstOfEachModel.remove(before.arrival());
        }
        if (after != null) {
            firstOfEachModel.put(after.arrival(), after);
        }
    }

    /** Counts, for each that waits before this one, that it was let past. */
    public void overtake(Admitted overtaker) {
        Admitted standing = line.firstAppended();
        overtaking.overtakes(overtaker.arrival(), standing == null ? Long.MAX_VALUE : standing.arrival());
    }

    /** The first that has been overtaken at least so often. */
    public Optional<Admitted> firstOvertaken(int least) {
        Admitted first = line.firstAppended();
        if (first != null && overtaking.standing(first.arrival()) < least) {
            first = null;
        }
        OptionalLong returned = overtaking.firstReturned(least);
        if (returned.isPresent() && (first == null || returned.getAsLong() < first.arrival())) {
            first = line.returned(returned.getAsLong());
        }
        return Optional.ofNullable(first);
    }

    public boolean contains(InvocationId id) {
        return line.contains(id);
    }

    public Optional<Admitted> first() {
        return Optional.ofNullable(line.first());
    }

    /** All that wait, in arrival order. */
    public Collection<Admitted> all() {
        return line.all();
    }

    /** The longest waiting invocation of each model, in arrival order: what is behind one of its model is left out. */
    public Collection<Admitted> firstOfEachModel() {
        return Collections.unmodifiableCollection(firstOfEachModel.values());
    }

    /** The longest waiting invocation of one model. */
    public Optional<Admitted> firstOf(ModelId model) {
        Line ofModel = byModel.get(model);
        return ofModel == null ? Optional.empty() : Optional.ofNullable(ofModel.first());
    }

    /** The waiting invocations of one model, in arrival order. */
    public Collection<Admitted> ofModel(ModelId model) {
        Line ofModel = byModel.get(model);
        return ofModel == null ? List.of() : ofModel.all();
    }

    /** How many wait, by model, in model order. */
    public SortedMap<ModelId, Integer> countByModel() {
        SortedMap<ModelId, Integer> count = new TreeMap<>();
        for (Admitted first : firstOfEachModel.values()) {
            count.put(first.model(), count(first.model()));
        }
        return count;
    }

    /** How many of one model wait. */
    public int count(ModelId model) {
        Line ofModel = byModel.get(model);
        return ofModel == null ? 0 : ofModel.size();
    }

    /** How many models wait. */
    public int models() {
        return byModel.size();
    }

    public int size() {
        return line.size();
    }

    public boolean isEmpty() {
        return line.isEmpty();
    }
}
