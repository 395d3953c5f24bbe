package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.time.Alarms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every known GPU, what is in flight there and what waits there. Whatever a change leaves without a place is returned
 * as {@link Displaced}: nothing that waits in a local queue ever waits for a model that is not there.
 */
public final class Fleet {

    private final NavigableMap<String, Worker> workers = new TreeMap<>();
    private final NavigableMap<GpuId, Gpu> gpus = new TreeMap<>();

    /** The same, to look one up without comparing names along the way. */
    private final Map<GpuId, Gpu> byId = new HashMap<>();

    private final Map<InvocationId, Gpu> flyingTo = new HashMap<>();
    private final Map<InvocationId, Gpu> waitingAt = new HashMap<>();
    private final FleetIndex index;
    private final Set<Gpu> changed = new LinkedHashSet<>();
    private final Alarms<GpuId> keepEnds = new Alarms<>();
    private int copies;
    private boolean stages;

    /** @param dispatchAhead how many invocations may be at a busy GPU beyond the running one */
    public Fleet(int dispatchAhead) {
        this.index = new FleetIndex(dispatchAhead);
    }

    /** All GPUs, in the order of their ids. */
    public Collection<Gpu> all() {
        return Collections.unmodifiableCollection(gpus.values());
    }

    public Optional<Gpu> gpu(GpuId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The present epoch of a known GPU's worker. */
    public long epoch(GpuId id) {
        return known(byId.get(id), id).epoch();
    }

    /** Idle GPUs, in the order of their ids. */
    public Collection<Gpu> idle() {
        return index.idle();
    }

    /** Idle GPUs whose local queue is not empty. */
    public Collection<Gpu> idleWithWaiting() {
        return index.idleWithWaiting();
    }

    /** Busy GPUs that may be sent something ahead and whose local queue is not empty. */
    public Collection<Gpu> aheadWithWaiting() {
        return index.aheadWithWaiting();
    }

    /** Whether a busy GPU may be sent something ahead. */
    public boolean roomAhead(Gpu gpu) {
        return index.roomAhead(gpu);
    }

    /** Whether a busy GPU may be sent this one ahead: into a batch that waits there, or as the first of a next one. */
    public boolean roomAhead(Gpu gpu, Admitted next) {
        return index.roomAhead(gpu, next);
    }

    /** Whether a batch waits at the GPU that this one may run with. */
    public boolean joinsAhead(Gpu gpu, Admitted next) {
        return index.joinsAhead(gpu, next);
    }

    /** GPUs that hold or load the model, in the order of their ids, available or not. */
    public Collection<Gpu> holders(ModelId model) {
        return index.holders(model);
    }

    /** The idle holder of the lowest id with nothing in its local queue. */
    public Optional<Gpu> freeHolder(ModelId model) {
        return index.freeHolder(model);
    }

    /** The busy holder that is expected to be done with everything first, of the lowest id among equals. */
    public Optional<Gpu> soonestHolder(ModelId model, long typicalInferenceNanos) {
        return index.soonestHolder(model, typicalInferenceNanos);
    }

    /** Whether every holder is loading the model or still serves those that came meanwhile. */
    public boolean allHoldersAbsorb(ModelId model) {
        return index.allHoldersAbsorb(model);
    }

    /** Moves the time as of which {@link #soonestHolder} answers. */
    public void passTo(long nowNanos) {
        index.passTo(nowNanos);
    }

    /** So many holders of the model: free ones first, then busy ones as they are expected to be done. */
    public List<Gpu> soonestHolders(ModelId model, int count) {
        return index.soonestHolders(model, count);
    }

    /** 0 while no GPU is known. */
    public long largestCapacityBytes() {
        return index.largestCapacityBytes();
    }

    public Optional<Flight> flight(InvocationId id) {
        return Optional.ofNullable(flyingTo.get(id)).map(gpu -> gpu.flight(id));
    }

    public int inFlight() {
        return flyingTo.size();
    }

    /** Invocations in all local queues. */
    public int waiting() {
        return waitingAt.size();
    }

    public boolean waits(InvocationId id) {
        return waitingAt.containsKey(id);
    }

    /** A worker spoke of some or all of its GPUs. A later epoch replaces the worker, an earlier one is ignored. */
    public Displaced report(String name, long epoch, List<GpuReport> reports) {
        Worker worker = workers.get(name);
        Displaced displaced = Displaced.NOTHING;
        if (worker == null || worker.epoch() < epoch) {
            displaced = lose(name, epoch);
            worker = new Worker(name, epoch);
            workers.put(name, worker);
        } else if (worker.epoch() > epoch) {
            return displaced;
        }
        for (GpuReport report : reports) {
            displaced = displaced.and(report(worker, report));
        }
        return displaced;
    }

    private Displaced report(Worker worker, GpuReport report) {
        if (!report.gpu().worker().equals(worker.name())) {
            throw new IllegalArgumentException("a report of " + worker.name() + " names " + report.gpu());
        }
        Gpu gpu = worker.gpus().get(report.gpu().index());
        if (gpu == null) {
            gpu = new Gpu(worker, report);
            worker.gpus().put(report.gpu().index(), gpu);
            gpus.put(gpu.id(), gpu);
            byId.put(gpu.id(), gpu);
        } else if (!gpu.report(report)) {
            return Displaced.NOTHING;
        }
        return changed(gpu);
    }

    /** Forgets a worker unless a later epoch of it is known. */
    public Displaced lose(String name, long epoch) {
        Worker worker = workers.get(name);
        if (worker == null || worker.epoch() > epoch) {
            return Displaced.NOTHING;
        }
        workers.remove(name);
        List<Flight> lost = new ArrayList<>();
        List<Admitted> waiting = new ArrayList<>();
        for (Gpu gpu : worker.gpus().values()) {
            lost.addAll(gpu.flights());
            waiting.addAll(gpu.local().removeIf(_ -> true));
            copies -= gpu.copy() == null ? 0 : 1;
            gpus.remove(gpu.id());
            byId.remove(gpu.id());
            changed.remove(gpu);
            index.remove(gpu);
            keepEnds.cancel(gpu.id());
        }
        lost.forEach(flight -> flyingTo.remove(flight.id()));
        waiting.forEach(admitted -> waitingAt.remove(admitted.id()));
        return new Displaced(lost, waiting);
    }

    /** Nothing new goes to a suspended worker; what waits in its local queues is displaced. Unknown ones are ignored. */
    public Displaced suspend(String name, boolean suspended) {
        Worker worker = workers.get(name);
        Displaced displaced = Displaced.NOTHING;
        if (worker == null) {
            return displaced;
        }
        worker.suspend(suspended);
        for (Gpu gpu : worker.gpus().values()) {
            displaced = displaced.and(changed(gpu));
        }
        return displaced;
    }

    /** Starts or ends a GPU's back-off; a newer report ends it too. */
    public void backOff(GpuId id, boolean on) {
        Gpu gpu = byId.get(id);
        if (gpu != null) {
            gpu.backOff(on);
            touch(gpu);
        }
    }

    /**
     * Records a dispatch.
     *
     * @throws IllegalStateException if the GPU is gone, or a load does not fit even without its victims
     */
    public void takeOff(Flight flight, long nowNanos) {
        Gpu gpu = known(byId.get(flight.gpu()), flight.gpu());
        if (flyingTo.putIfAbsent(flight.id(), gpu) != null) {
            throw new IllegalStateException(flight.id() + " is in flight already");
        }
        if (flight.load() == gpu.holds(flight.model())) {
            throw new IllegalStateException(
                    flight.model() + " is" + (flight.load() ? " " : " not ") + "on " + gpu.id());
        }
        gpu.takeOff(flight, nowNanos);
        if (flight.load()) {
            checkRoom(gpu, flight.model(), flight.evict());
        }
        touch(gpu);
    }

    private static void checkRoom(Gpu gpu, ModelId model, List<ModelId> evict) {
        if (gpu.usedBytes() > gpu.capacityBytes()) {
            throw new IllegalStateException(model + " does not fit on " + gpu.id() + ": " + gpu.usedBytes()
                    + " bytes of " + gpu.capacityBytes() + " without " + evict);
        }
    }

    /**
     * Records a load for invocations to come.
     *
     * @throws IllegalStateException if the GPU is gone, holds the model, or has no room even without the victims
     */
    public void start(Copy copy, long nowNanos) {
        Gpu gpu = known(byId.get(copy.gpu()), copy.gpu());
        if (gpu.holds(copy.model()) || gpu.copy() != null) {
            throw new IllegalStateException(copy.model() + " is no load for " + gpu.id());
        }
        gpu.start(copy, nowNanos);
        checkRoom(gpu, copy.model(), copy.evict());
        copies++;
        touch(gpu);
    }

    /** The load for invocations to come that is on its way to a GPU; none if it was lost with its worker. */
    public Optional<Copy> copy(ModelId model, GpuId id, long epoch) {
        Gpu gpu = byId.get(id);
        return Optional.ofNullable(gpu == null ? null : gpu.copy())
                .filter(copy -> copy.model().equals(model) && copy.epoch() == epoch);
    }

    /**
     * Ends a load for invocations to come.
     *
     * @param succeeded whether the model is there, if no state came back
     */
    public Displaced end(Copy copy, long nowNanos, boolean succeeded, Optional<GpuReport> state) {
        Gpu gpu = known(byId.get(copy.gpu()), copy.gpu());
        gpu.end(copy, nowNanos, succeeded && state.isEmpty());
        copies--;
        state.filter(report -> report.gpu().equals(gpu.id()) && report.epoch() == gpu.epoch())
                .ifPresent(gpu::report);
        return changed(gpu);
    }

    /** Loads for invocations to come that are on their way. */
    public int copies() {
        return copies;
    }

    /** A load that was not ahead of need has ended; the dispatch it was for, if it was for one of ours. */
    public Optional<Flight> loaded(ModelId model, GpuId id, long epoch, long nowNanos) {
        Gpu gpu = gpus.get(id);
        if (gpu == null || gpu.epoch() != epoch) {
            return Optional.empty();
        }
        Optional<Flight> awaiting = gpu.loaded(model, nowNanos);
        touch(gpu);
        return awaiting;
    }

    /** Replaces what is known of a worker's host tier; an earlier epoch is ignored. */
    public void stage(String name, long epoch, List<ModelId> models) {
        Worker worker = workers.get(name);
        if (worker != null && worker.epoch() == epoch) {
            worker.stage(models);
            stages |= !models.isEmpty();
        }
    }

    /** Whether any worker has ever had models in its host memory. */
    public boolean stages() {
        return stages;
    }

    /** Replaces what is known of a flight. */
    public void replace(Flight flight) {
        known(byId.get(flight.gpu()), flight.gpu()).replace(flight);
    }

    /**
     * Ends a flight.
     *
     * @param settled whether its load and evictions are taken for granted, for want of a report
     * @param state what came back with the answer
     */
    public Displaced land(Flight flight, long nowNanos, boolean settled, Optional<GpuReport> state) {
        Gpu gpu = known(byId.get(flight.gpu()), flight.gpu());
        flyingTo.remove(flight.id());
        gpu.land(flight, nowNanos, settled);
        // Before local queues are looked through: the model may be there only by this very state.
        state.filter(report -> report.gpu().equals(gpu.id()) && report.epoch() == gpu.epoch())
                .ifPresent(report -> gpu.report(without(flight.id(), report)));
        Displaced displaced = changed(gpu);
        if (state.isPresent() && state.get().epoch() > gpu.epoch()) {
            GpuReport restarted = state.get();
            return displaced.and(report(restarted.gpu().worker(), restarted.epoch(), List.of(restarted)));
        }
        return displaced;
    }

    /** An answer may carry a state taken just before the worker let go of the invocation it answers for. */
    private static GpuReport without(InvocationId ended, GpuReport report) {
        List<InvocationId> working =
                report.working().stream().filter(id -> !id.equals(ended)).toList();
        return new GpuReport(
                report.gpu(),
                report.type(),
                report.epoch(),
                report.sequence(),
                report.capacityBytes(),
                report.models(),
                report.quarantined(),
                working);
    }

    /** Appends an invocation to a GPU's local queue. */
    public void join(Admitted admitted, GpuId id, long inferenceNanos) {
        Gpu gpu = known(byId.get(id), id);
        if (!gpu.holds(admitted.model())) {
            throw new IllegalStateException(admitted.id() + " cannot wait at " + id + " for " + admitted.model());
        }
        gpu.local().append(admitted, inferenceNanos, gpu.loading(admitted.model()));
        waitingAt.put(admitted.id(), gpu);
        touch(gpu);
    }

    /** Takes an invocation out of the local queue it waits in. */
    public Optional<Admitted> leave(InvocationId id) {
        Gpu gpu = waitingAt.remove(id);
        if (gpu == null) {
            return Optional.empty();
        }
        Optional<Admitted> left = gpu.local().remove(id);
        touch(gpu);
        return left;
    }

    private Displaced changed(Gpu gpu) {
        List<Admitted> waiting = gpu.local().removeIf(model -> gpu.suspended() || !gpu.holds(model));
        waiting.forEach(admitted -> waitingAt.remove(admitted.id()));
        keepEnds.set(gpu.id(), gpu.keepEndNanos());
        touch(gpu);
        return Displaced.waiting(waiting);
    }

    /** When the first model that a worker keeps may leave; {@link Alarms#NEVER} if there is none. */
    public long keepEndNanos() {
        return keepEnds.nextNanos();
    }

    /** Lets models go that workers kept until now. */
    public void endKeeps(long nowNanos) {
        for (GpuId id : keepEnds.due(nowNanos)) {
            Gpu gpu = known(byId.get(id), id);
            gpu.endKeeps(nowNanos);
            keepEnds.set(id, gpu.keepEndNanos());
            touch(gpu);
        }
    }

    private void touch(Gpu gpu) {
        index.update(gpu);
        changed.add(gpu);
    }

    /** GPUs that something has happened to since {@link #forgetChanged}, in the order it did. */
    public Collection<Gpu> changed() {
        return Collections.unmodifiableCollection(changed);
    }

    public void forgetChanged() {
        changed.clear();
    }

    /** How many GPUs are known. */
    public int size() {
        return gpus.size();
    }

    /** So many GPUs that follow this one in the order of their ids, the first ones after the last; each once. */
    public List<Gpu> after(@Nullable GpuId cursor, int count) {
        List<Gpu> after = new ArrayList<>();
        NavigableMap<GpuId, Gpu> rest = cursor == null ? gpus : gpus.tailMap(cursor, false);
        addSome(rest, count, after);
        if (cursor != null) {
            addSome(gpus.headMap(cursor, true), count, after);
        }
        return after;
    }

    private static void addSome(NavigableMap<GpuId, Gpu> from, int count, List<Gpu> to) {
        for (Gpu gpu : from.values()) {
            if (to.size() == count) {
                return;
            }
            to.add(gpu);
        }
    }

    private static Gpu known(@Nullable Gpu gpu, GpuId id) {
        if (gpu == null) {
            throw new IllegalStateException("no GPU " + id + " is known");
        }
        return gpu;
    }
}
