package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * GPUs by what a decision asks for, each in the order of their ids unless said otherwise. A change of one GPU costs
 * O(m log n) in the number of models on it and the number of GPUs.
 */
final class FleetIndex {

    private final int dispatchAhead;
    private final NavigableMap<GpuId, Gpu> idle = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> idleWithWaiting = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> aheadWithWaiting = new TreeMap<>();
    private final Map<ModelId, Holders> holders = new HashMap<>();
    private final NavigableMap<Long, Integer> countByCapacity = new TreeMap<>();
    private final Map<GpuId, Filing> filings = new HashMap<>();
    private final NavigableSet<Filing> due = new TreeSet<>(Filing.DUE_FIRST);
    private long nowNanos = Long.MIN_VALUE;

    FleetIndex(int dispatchAhead) {
        this.dispatchAhead = dispatchAhead;
    }

    /** Time passes: what should have ended by now is overdue, and is not expected to end later and later. */
    void passTo(long nanos) {
        nowNanos = nanos;
        while (!due.isEmpty() && due.first().runsUntilNanos() <= nowNanos) {
            update(due.first().gpu());
        }
    }

    void update(Gpu gpu) {
        Filing before = filings.get(gpu.id());
        Filing after = Filing.of(gpu, before, dispatchAhead, nowNanos);
        if (after.equals(before)) {
            return;
        }
        filings.put(gpu.id(), after);
        if (before == null) {
            hold(after);
        } else {
            unfile(before);
            if (!after.models().equals(before.models())) {
                hold(after);
                drop(before, after.models());
            }
        }
        file(after);
    }

    void remove(GpuId id) {
        Filing before = filings.remove(id);
        if (before != null) {
            unfile(before);
            drop(before, List.of());
        }
    }

    private void hold(Filing filing) {
        for (ModelId model : filing.models()) {
            holders.computeIfAbsent(model, Holders::new).hold(filing.gpu());
        }
    }

    /** @param kept models that it still holds */
    private void drop(Filing filing, Collection<ModelId> kept) {
        for (ModelId model : filing.models()) {
            if (!kept.contains(model)) {
                holders.computeIfPresent(model, (_, gpus) -> gpus.dropLast(filing.gpu()) ? null : gpus);
            }
        }
    }

    private void file(Filing filing) {
        GpuId id = filing.gpu().id();
        countByCapacity.merge(filing.capacityBytes(), 1, Integer::sum);
        if (filing.idle()) {
            idle.put(id, filing.gpu());
        }
        if (filing.idle() && filing.waiting()) {
            idleWithWaiting.put(id, filing.gpu());
        }
        if (filing.roomAhead() && filing.waiting()) {
            aheadWithWaiting.put(id, filing.gpu());
        }
        if (filing.busy() && !filing.overdue()) {
            due.add(filing);
        }
        for (ModelId model : filing.models()) {
            holdersOf(model).file(filing);
        }
    }

    private void unfile(Filing filing) {
        GpuId id = filing.gpu().id();
        countByCapacity.computeIfPresent(filing.capacityBytes(), (_, count) -> count == 1 ? null : count - 1);
        if (filing.idle()) {
            idle.remove(id);
        }
        if (filing.idle() && filing.waiting()) {
            idleWithWaiting.remove(id);
        }
        if (filing.roomAhead() && filing.waiting()) {
            aheadWithWaiting.remove(id);
        }
        if (filing.busy() && !filing.overdue()) {
            due.remove(filing);
        }
        for (ModelId model : filing.models()) {
            holdersOf(model).unfile(filing);
        }
    }

    private Holders holdersOf(ModelId model) {
        return Objects.requireNonNull(holders.get(model), "no GPU is filed under a model that one holds");
    }

    boolean roomAhead(Gpu gpu) {
        return Filing.roomAhead(gpu, dispatchAhead);
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
        Holders gpus = holders.get(model);
        return gpus == null ? List.of() : gpus.all();
    }

    Optional<Gpu> freeHolder(ModelId model) {
        Holders gpus = holders.get(model);
        return gpus == null ? Optional.empty() : gpus.free();
    }

    /** As of the time that has been {@linkplain #passTo passed to}. */
    Optional<Gpu> soonestHolder(ModelId model, long typicalInferenceNanos) {
        Holders gpus = holders.get(model);
        return gpus == null ? Optional.empty() : gpus.soonest(nowNanos, typicalInferenceNanos);
    }

    List<Gpu> soonestHolders(ModelId model, int count) {
        Holders gpus = holders.get(model);
        return gpus == null ? List.of() : gpus.soonest(count);
    }

    boolean allHoldersAbsorb(ModelId model) {
        Holders gpus = holders.get(model);
        return gpus == null || gpus.allAbsorb();
    }

    /** 0 while no GPU is known. */
    long largestCapacityBytes() {
        return countByCapacity.isEmpty() ? 0 : countByCapacity.lastKey();
    }
}
