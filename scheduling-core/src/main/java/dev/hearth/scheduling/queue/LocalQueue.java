package dev.hearth.scheduling.queue;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * Invocations placed on one busy GPU that holds their models, first come first served; each waits for a hit.
 *
 * <p>Its length is bounded by the scheduler's limit on all that waits.
 */
public final class LocalQueue {

    /**
     * @param inferenceNanos what it was expected to take when it joined
     * @param duringLoad whether its model was still being loaded when it joined
     */
    private record Item(Admitted admitted, long inferenceNanos, boolean duringLoad) {}

    private final SequencedMap<InvocationId, Item> items = new LinkedHashMap<>();
    private final Map<ModelId, Integer> countByModel = new HashMap<>();
    private final Map<ModelId, Integer> joinedDuringLoad = new HashMap<>();
    private long backlogNanos;

    public void append(Admitted admitted, long inferenceNanos, boolean duringLoad) {
        if (items.putIfAbsent(admitted.id(), new Item(admitted, inferenceNanos, duringLoad)) != null) {
            throw new IllegalStateException(admitted.id() + " waits here already");
        }
        backlogNanos += inferenceNanos;
        countByModel.merge(admitted.model(), 1, Integer::sum);
        if (duringLoad) {
            joinedDuringLoad.merge(admitted.model(), 1, Integer::sum);
        }
    }

    /** Takes an invocation out; empty if it does not wait here. */
    public Optional<Admitted> remove(InvocationId id) {
        Item item = items.remove(id);
        if (item == null) {
            return Optional.empty();
        }
        ModelId model = item.admitted().model();
        backlogNanos -= item.inferenceNanos();
        countByModel.computeIfPresent(model, (_, count) -> count == 1 ? null : count - 1);
        if (item.duringLoad()) {
            joinedDuringLoad.computeIfPresent(model, (_, count) -> count == 1 ? null : count - 1);
        }
        return Optional.of(item.admitted());
    }

    /** Takes out all whose model fulfils the condition, first first. */
    public List<Admitted> removeIf(Predicate<ModelId> condition) {
        if (items.isEmpty() || countByModel.keySet().stream().noneMatch(condition)) {
            return List.of();
        }
        List<Admitted> removed = new ArrayList<>();
        for (Item item : List.copyOf(items.values())) {
            if (condition.test(item.admitted().model())) {
                remove(item.admitted().id());
                removed.add(item.admitted());
            }
        }
        return removed;
    }

    public Optional<Admitted> first() {
        return items.isEmpty()
                ? Optional.empty()
                : Optional.of(items.firstEntry().getValue().admitted());
    }

    public boolean waitsFor(ModelId model) {
        return countByModel.containsKey(model);
    }

    /** Whether some that joined while the model was being loaded still wait. */
    public boolean joinedDuringLoadOf(ModelId model) {
        return joinedDuringLoad.containsKey(model);
    }

    /** Sum of the expected inference times. */
    public long backlogNanos() {
        return backlogNanos;
    }

    public int size() {
        return items.size();
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }
}
