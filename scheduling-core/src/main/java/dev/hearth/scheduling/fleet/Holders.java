package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The GPUs that hold or load one model, by what a decision asks for. */
final class Holders {

    /** Busy GPUs with the same number of other schedulers' invocations, whose share is a guess that changes. */
    private record Busy(NavigableSet<Filing> running, NavigableSet<Filing> overdue) {

        Busy() {
            this(new TreeSet<>(Filing.SOONEST_FIRST), new TreeSet<>(Filing.SOONEST_FIRST));
        }

        NavigableSet<Filing> of(Filing filing) {
            return filing.overdue() ? overdue : running;
        }

        /** The soonest of each kind. */
        List<Filing> firsts() {
            if (running.isEmpty() || overdue.isEmpty()) {
                return List.of(running.isEmpty() ? overdue.first() : running.first());
            }
            return List.of(running.first(), overdue.first());
        }

        boolean isEmpty() {
            return running.isEmpty() && overdue.isEmpty();
        }
    }

    private final ModelId model;
    private final NavigableMap<GpuId, Gpu> all = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> free = new TreeMap<>();
    private final NavigableMap<Integer, Busy> busyByForeign = new TreeMap<>();
    private int absorbing;

    Holders(ModelId model) {
        this.model = model;
    }

    void hold(Gpu gpu) {
        all.put(gpu.id(), gpu);
    }

    /** @return whether that was the last */
    boolean dropLast(Gpu gpu) {
        all.remove(gpu.id());
        return all.isEmpty();
    }

    void file(Filing filing) {
        if (filing.free()) {
            free.put(filing.gpu().id(), filing.gpu());
        }
        if (filing.busy()) {
            busyByForeign
                    .computeIfAbsent(filing.foreign(), _ -> new Busy())
                    .of(filing)
                    .add(filing);
        }
        if (!filing.absorbing().isEmpty() && filing.absorbing().contains(model)) {
            absorbing++;
        }
    }

    void unfile(Filing filing) {
        if (filing.free()) {
            free.remove(filing.gpu().id());
        }
        if (filing.busy()) {
            busyByForeign.computeIfPresent(filing.foreign(), (_, busy) -> {
                busy.of(filing).remove(filing);
                return busy.isEmpty() ? null : busy;
            });
        }
        if (!filing.absorbing().isEmpty() && filing.absorbing().contains(model)) {
            absorbing--;
        }
    }

    Collection<Gpu> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** The idle one of the lowest id with nothing in its local queue. */
    Optional<Gpu> free() {
        return free.isEmpty() ? Optional.empty() : Optional.of(free.firstEntry().getValue());
    }

    /** The busy one that is expected to be done with everything first, of the lowest id among equals. */
    Optional<Gpu> soonest(long nowNanos, long typicalInferenceNanos) {
        Gpu soonest = null;
        long soonestNanos = Long.MAX_VALUE;
        for (Busy busy : busyByForeign.values()) {
            for (Filing first : busy.firsts()) {
                long nanos = first.gpu().finishNanos(nowNanos, typicalInferenceNanos);
                if (soonest == null
                        || nanos < soonestNanos
                        || (nanos == soonestNanos && first.gpu().id().compareTo(soonest.id()) < 0)) {
                    soonest = first.gpu();
                    soonestNanos = nanos;
                }
            }
        }
        return Optional.ofNullable(soonest);
    }

    /** So many of them: free ones by id, then busy ones as they are expected to be done. */
    List<Gpu> soonest(int count) {
        List<Gpu> soonest = new ArrayList<>();
        addSome(free.values(), count, soonest);
        for (Busy busy : busyByForeign.values()) {
            addSome(busy.overdue(), count, soonest);
            addSome(busy.running(), count, soonest);
        }
        return soonest;
    }

    private static void addSome(NavigableSet<Filing> from, int count, List<Gpu> to) {
        for (Filing filing : from) {
            if (to.size() == count) {
                return;
            }
            to.add(filing.gpu());
        }
    }

    private static void addSome(Collection<Gpu> from, int count, List<Gpu> to) {
        for (Gpu gpu : from) {
            if (to.size() == count) {
                return;
            }
            to.add(gpu);
        }
    }

    /** Whether every one of them loads the model or still serves those that came meanwhile. */
    boolean allAbsorb() {
        return absorbing == all.size();
    }
}
