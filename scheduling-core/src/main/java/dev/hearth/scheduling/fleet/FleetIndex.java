package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
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
 *
 * <p>What is asked per model is brought up to date when it is asked for, or when {@value #MOST_CHANGED} changes have come
 * together: a GPU that is done and at once busy again is filed anew only once.
 */
final class FleetIndex {

    private static final int MOST_CHANGED = 16;

    /** Nothing more is sent ahead where so many are: a worker's local queue holds no more. */
    private static final int MOST_AT_A_GPU = 64;

    private final int dispatchAhead;
    private final NavigableMap<GpuId, Gpu> idle = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> idleWithWaiting = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> aheadWithWaiting = new TreeMap<>();
    private final NavigableMap<Long, Integer> countByCapacity = new TreeMap<>();
    private final Map<ModelId, Holders> holders = new HashMap<>();
    private final Map<GpuId, Filing> filings = new HashMap<>();
    private final NavigableSet<Filing> due = new TreeSet<>(Filing.DUE_FIRST);
    private final List<Gpu> changed = new ArrayList<>();
    private long nowNanos = Long.MIN_VALUE;

    FleetIndex(int dispatchAhead) {
        this.dispatchAhead = dispatchAhead;
    }

    void passTo(long nanos) {
        nowNanos = nanos;
    }

    void update(Gpu gpu) {
        file(idle, gpu, gpu.idle());
        file(idleWithWaiting, gpu, gpu.idle() && gpu.hasWaiting());
        file(aheadWithWaiting, gpu, gpu.hasWaiting() && roomAhead(gpu));
        Filing before = filings.get(gpu.id());
        if (before == null || before.capacityBytes() != gpu.capacityBytes()) {
            refile(gpu);
        } else if (changed.isEmpty() || changed.getLast() != gpu) {
            changed.add(gpu);
            if (changed.size() >= MOST_CHANGED) {
                refileChanged();
            }
        }
    }

    private static void file(NavigableMap<GpuId, Gpu> index, Gpu gpu, boolean in) {
        if (in) {
            index.put(gpu.id(), gpu);
        } else if (!index.isEmpty()) {
            index.remove(gpu.id());
        }
    }

    void remove(Gpu gpu) {
        idle.remove(gpu.id());
        idleWithWaiting.remove(gpu.id());
        aheadWithWaiting.remove(gpu.id());
        changed.removeIf(other -> other == gpu);
        Filing before = filings.remove(gpu.id());
        if (before != null) {
            unfile(before);
            drop(before, List.of());
        }
    }

    /** Files what has changed, and what was expected to end by now: it is not expected to end later and later. */
    private void settle() {
        refileChanged();
        while (!due.isEmpty() && due.first().runsUntilNanos() <= nowNanos) {
            refile(due.first().gpu());
        }
    }

    private void refileChanged() {
        for (Gpu gpu : changed) {
            refile(gpu);
        }
        changed.clear();
    }

    private void refile(Gpu gpu) {
        Filing before = filings.get(gpu.id());
        Filing after = Filing.of(gpu, before, nowNanos);
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
        countByCapacity.merge(filing.capacityBytes(), 1, Integer::sum);
        if (filing.busy() && !filing.overdue()) {
            due.add(filing);
        }
        for (ModelId model : filing.models()) {
            known(model).file(filing);
        }
    }

    private void unfile(Filing filing) {
        countByCapacity.computeIfPresent(filing.capacityBytes(), (_, count) -> count == 1 ? null : count - 1);
        if (filing.busy() && !filing.overdue()) {
            due.remove(filing);
        }
        for (ModelId model : filing.models()) {
            known(model).unfile(filing);
        }
    }

    private Holders known(ModelId model) {
        return Objects.requireNonNull(holders.get(model), "no GPU is filed under a model that one holds");
    }

    boolean roomAhead(Gpu gpu) {
        return gpu.busy() && gpu.occupancy() <= dispatchAhead;
    }

    /** Others' invocations count as batches of their own: which models they use is not known. */
    boolean roomAhead(Gpu gpu, Admitted next) {
        if (roomAhead(gpu) || !mayTakeAhead(gpu)) {
            return roomAhead(gpu);
        }
        Batches batches = gpu.batches();
        return batches.count() + gpu.foreign() <= dispatchAhead || batches.admits(next);
    }

    boolean joinsAhead(Gpu gpu, Admitted next) {
        return next.maxBatch() > 1 && mayTakeAhead(gpu) && gpu.batches().admits(next);
    }

    private boolean mayTakeAhead(Gpu gpu) {
        return dispatchAhead > 0 && gpu.busy() && gpu.occupancy() < MOST_AT_A_GPU;
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
        settle();
        Holders gpus = holders.get(model);
        return gpus == null ? List.of() : gpus.all();
    }

    Optional<Gpu> freeHolder(ModelId model) {
        settle();
        Holders gpus = holders.get(model);
        return gpus == null ? Optional.empty() : gpus.free();
    }

    /** As of the time that has been {@linkplain #passTo passed to}. */
    Optional<Gpu> soonestHolder(ModelId model, long typicalInferenceNanos) {
        settle();
        Holders gpus = holders.get(model);
        return gpus == null ? Optional.empty() : gpus.soonest(nowNanos, typicalInferenceNanos);
    }

    List<Gpu> soonestHolders(ModelId model, int count) {
        settle();
        Holders gpus = holders.get(model);
        return gpus == null ? List.of() : gpus.soonest(count);
    }

    boolean allHoldersAbsorb(ModelId model) {
        settle();
        Holders gpus = holders.get(model);
        return gpus == null || gpus.allAbsorb();
    }

    /** 0 while no GPU is known. */
    long largestCapacityBytes() {
        return countByCapacity.isEmpty() ? 0 : countByCapacity.lastKey();
    }
}
