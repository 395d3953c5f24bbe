package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * GPUs by what a decision asks for, each in the order of their ids. A change of one GPU costs O(log n) in the number of
 * GPUs and O(m) in the number of models on it.
 */
final class FleetIndex {

    private final int dispatchAhead;
    private final NavigableMap<GpuId, Gpu> idle = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> idleWithWaiting = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> aheadWithWaiting = new TreeMap<>();
    private final Map<ModelId, NavigableMap<GpuId, Gpu>> holders = new HashMap<>();
    private final NavigableMap<Long, Integer> countByCapacity = new TreeMap<>();
    private final Map<GpuId, Entry> entries = new HashMap<>();

    /** What a GPU is filed under. */
    private record Entry(long capacityBytes, List<ModelId> models) {}

    FleetIndex(int dispatchAhead) {
        this.dispatchAhead = dispatchAhead;
    }

    void update(Gpu gpu) {
        file(idle, gpu, gpu.idle());
        file(idleWithWaiting, gpu, gpu.idle() && gpu.hasWaiting());
        file(aheadWithWaiting, gpu, gpu.hasWaiting() && roomAhead(gpu));
        Entry before = entries.get(gpu.id());
        if (before == null
                || before.capacityBytes() != gpu.capacityBytes()
                || before.models().size() != gpu.models().size()
                || !gpu.models().containsAll(before.models())) {
            unfile(gpu.id(), before);
            Entry entry = new Entry(gpu.capacityBytes(), List.copyOf(gpu.models()));
            countByCapacity.merge(entry.capacityBytes(), 1, Integer::sum);
            for (ModelId model : entry.models()) {
                holders.computeIfAbsent(model, _ -> new TreeMap<>()).put(gpu.id(), gpu);
            }
            entries.put(gpu.id(), entry);
        }
    }

    void remove(GpuId id) {
        idle.remove(id);
        idleWithWaiting.remove(id);
        aheadWithWaiting.remove(id);
        unfile(id, entries.remove(id));
    }

    private void unfile(GpuId id, @Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        countByCapacity.computeIfPresent(entry.capacityBytes(), (_, count) -> count == 1 ? null : count - 1);
        for (ModelId model : entry.models()) {
            holders.computeIfPresent(model, (_, gpus) -> {
                gpus.remove(id);
                return gpus.isEmpty() ? null : gpus;
            });
        }
    }

    private static void file(NavigableMap<GpuId, Gpu> index, Gpu gpu, boolean in) {
        if (in) {
            index.put(gpu.id(), gpu);
        } else {
            index.remove(gpu.id());
        }
    }

    boolean roomAhead(Gpu gpu) {
        return gpu.busy() && gpu.occupancy() <= dispatchAhead;
    }

    Collection<Gpu> idle() {
        return Collections.unmodifiableCollection(idle.values());
    }

    Collection<Gpu> idleWithWaiting() {
        return Collections.unmodifiableCollection(idleWithWaiting.values());
    }

    Collection<Gpu> aheadWithWaiting() {
        return Collections.unmodifiableCollection(aheadWithWaiting.values());
    }

    Collection<Gpu> holders(ModelId model) {
        NavigableMap<GpuId, Gpu> gpus = holders.getOrDefault(model, Collections.emptyNavigableMap());
        return Collections.unmodifiableCollection(gpus.values());
    }

    /** 0 while no GPU is known. */
    long largestCapacityBytes() {
        return countByCapacity.isEmpty() ? 0 : countByCapacity.lastKey();
    }
}
