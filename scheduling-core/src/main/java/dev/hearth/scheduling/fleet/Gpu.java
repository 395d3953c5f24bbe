package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.queue.LocalQueue;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One GPU as the scheduler believes it to be: the newest report, and over it what was dispatched since.
 *
 * <p>Read only outside this package; {@link Fleet} changes it and keeps its indices in step.
 */
public final class Gpu {

    private final GpuId id;
    private final Worker worker;
    private final Residency residency = new Residency();
    private final SequencedMap<InvocationId, Flight> flights = new LinkedHashMap<>();
    private final Set<InvocationId> foreign = new HashSet<>();
    private final Set<ModelId> onTheirWay = new HashSet<>();
    private final LocalQueue local = new LocalQueue();
    private final Lanes lanes = new Lanes();
    private final Keeps keeps = new Keeps();
    private final Utilization utilization = new Utilization();
    private long sequence;
    private long capacityBytes;
    private List<ModelId> quarantined = List.of();
    private boolean backedOff;
    private long nowNanos = Long.MIN_VALUE;
    private String type = "";

    Gpu(Worker worker, GpuReport report) {
        this.id = report.gpu();
        this.worker = worker;
        adopt(report);
    }

    public GpuId id() {
        return id;
    }

    public long epoch() {
        return worker.epoch();
    }

    /** Something new may be sent here: the worker is not suspended and has not just refused. */
    public boolean available() {
        return !worker.suspended() && !backedOff;
    }

    public boolean suspended() {
        return worker.suspended();
    }

    /** Available, and nobody's work is here; its local queue may still hold some. */
    public boolean idle() {
        return available() && occupancy() == 0;
    }

    /** Available, and no inference goes on; a model may be on its way here all the same. */
    public boolean computeIdle() {
        return available() && foreign.isEmpty() && !lanes.computing();
    }

    /** Available, and no load goes on. */
    public boolean copyIdle() {
        return available() && !lanes.copying();
    }

    /** Available, and something runs here. */
    public boolean busy() {
        return available() && occupancy() > 0;
    }

    /** Invocations that run or wait at the worker, ours and those of other schedulers. */
    public int occupancy() {
        return flights.size() + foreign.size();
    }

    public long capacityBytes() {
        return capacityBytes;
    }

    public long usedBytes() {
        return residency.usedBytes();
    }

    /** The models here or being loaded, coldest first. */
    public List<Resident> residents() {
        return residency.residents(model -> !lanes.copies(model));
    }

    /** The memory that a model here takes. */
    public long bytes(ModelId model) {
        return residency.bytes(model);
    }

    public boolean holds(ModelId model) {
        return residency.holds(model);
    }

    /** GPUs of one type take the same time for the same work. */
    public String type() {
        return type;
    }

    public String worker() {
        return worker.name();
    }

    /** Where a load of the model would begin. */
    public Tier bestTier(ModelId model) {
        return worker.staged(model) ? Tier.HOST : Tier.REPOSITORY;
    }

    /** Loads on their way to the GPUs of this one's worker, over a link they share. */
    public int loadsOnLink() {
        return worker.loads();
    }

    /** Whether the model is here and not merely on its way. */
    public boolean ready(ModelId model) {
        return holds(model) && !lanes.copies(model) && !onTheirWay.contains(model);
    }

    /** Whether the model is on its way by somebody else's order: when it will be here is not known. */
    public boolean loadsForOthers(ModelId model) {
        return holds(model) && !lanes.copies(model) && onTheirWay.contains(model);
    }

    /** Whether other schedulers' invocations are here: which models they use is not known. */
    public boolean shared() {
        return !foreign.isEmpty();
    }

    /** When the running inferences are expected to have ended: now if none run, later than now if some do. */
    public long computeFreeNanos(long nowNanos, long typicalInferenceNanos) {
        long oursNanos = lanes.computing() ? expected(lanes.computeFreeNanos(), nowNanos) : nowNanos;
        return oursNanos + foreign.size() * typicalInferenceNanos;
    }

    /** When the load on its way is expected to end: now if there is none, later than now if there is one. */
    public long copyFreeNanos(long nowNanos) {
        return lanes.copying() ? expected(lanes.copyFreeNanos(), nowNanos) : nowNanos;
    }

    /** What should have ended takes as long again as it is overdue: whoever counts on it turns away before long. */
    public static long expected(long endNanos, long nowNanos) {
        return endNanos > nowNanos ? endNanos : nowNanos + Math.max(1, nowNanos - endNanos);
    }

    /** The dispatch whose model is on its way. */
    public Optional<Flight> awaitingLoad() {
        return Optional.ofNullable(lanes.loading());
    }

    /** Whether one more may run with those sent here at this very moment: they are of its model, and all that is here. */
    public boolean joinsBegunAt(long nanos, Admitted next) {
        if (next.maxBatch() == 1 || flights.isEmpty() || !foreign.isEmpty()) {
            return false;
        }
        int most = next.maxBatch();
        for (Flight flight : flights.values()) {
            if (flight.load() || flight.readyNanos() != nanos || !flight.model().equals(next.model())) {
                return false;
            }
            most = Math.min(most, flight.admitted().maxBatch());
        }
        return flights.size() < most;
    }

    /** The model of what was sent here last. */
    public Optional<ModelId> lastSent() {
        return flights.isEmpty()
                ? Optional.empty()
                : Optional.of(flights.lastEntry().getValue().model());
    }

    /** What is here, as the worker is expected to take it. */
    Batches batches() {
        return Batches.of(flights.values(), lanes.lastEndNanos());
    }

    /**
     * Share of time that inference goes on here, lately; 0 to 1.
     *
     * @param remembered whether the answer stands for a while, as it must not if it is no decision that asks
     */
    public double busyFraction(long nowNanos, boolean remembered) {
        return utilization.busyFraction(nowNanos, remembered);
    }

    /** Whether a dispatch of ours in flight loads the model; until it is answered it is not known to have ended. */
    public boolean loading(ModelId model) {
        for (Flight flight : flights.values()) {
            if (flight.load() && flight.model().equals(model)) {
                return true;
            }
        }
        return false;
    }

    /** Loading the model, or still serving those that joined meanwhile. */
    public boolean absorbing(ModelId model) {
        return local.joinedDuringLoadOf(model) || loading(model);
    }

    /**
     * Used by what is in flight or waits in the local queue, on its way, or kept by its worker: no victim. What other
     * schedulers run is known by id only, but a GPU they use is busy, and nothing is loaded or evicted on a busy GPU.
     */
    public boolean needs(ModelId model) {
        for (Flight flight : flights.values()) {
            if (flight.model().equals(model)) {
                return true;
            }
        }
        return lanes.copies(model) || local.waitsFor(model) || keeps.contains(model);
    }

    /** Whether the worker would not load the model here, whatever else is here. */
    public boolean refuses(ModelId model) {
        return quarantined.contains(model);
    }

    /** Whether the model is here, or could be once nothing else is in use: what is kept here leaves it room. */
    public boolean hasPlaceFor(ModelId model, long bytes) {
        return holds(model) || (!refuses(model) && bytes <= capacityBytes - keptBytes());
    }

    private long keptBytes() {
        long keptBytes = 0;
        for (ModelId model : residency.models()) {
            keptBytes += keeps.contains(model) ? residency.bytes(model) : 0;
        }
        return keptBytes;
    }

    public Optional<Admitted> firstWaiting() {
        return local.first();
    }

    public boolean hasWaiting() {
        return !local.isEmpty();
    }

    public int waiting() {
        return local.size();
    }

    public int inFlight() {
        return flights.size();
    }

    /** Until what is here and what waits here is expected to be done; the share of other schedulers is a guess. */
    public long finishNanos(long nowNanos, long typicalInferenceNanos) {
        long runsNanos = runsUntilNanos() <= nowNanos ? 0 : runsUntilNanos() - nowNanos;
        return runsNanos + afterwardsNanos() + foreign.size() * typicalInferenceNanos;
    }

    /** When what is here of ours is expected to end; long ago if nothing is. */
    long runsUntilNanos() {
        return flights.isEmpty() ? Long.MIN_VALUE : lanes.freeNanos();
    }

    /** What is expected of what waits in the local queue. */
    long afterwardsNanos() {
        return local.backlogNanos();
    }

    /** Invocations of other schedulers here. */
    int foreign() {
        return foreign.size();
    }

    /** The models here or being loaded, coldest first. */
    public Collection<ModelId> models() {
        return residency.models();
    }

    /** Changes whenever the models do. */
    long modelsVersion() {
        return residency.version();
    }

    LocalQueue local() {
        return local;
    }

    @Nullable
    Flight flight(InvocationId id) {
        return flights.get(id);
    }

    Collection<Flight> flights() {
        return Collections.unmodifiableCollection(flights.values());
    }

    /** Takes a report if it is newer; it also ends a back-off, since the worker has moved on. */
    boolean report(GpuReport report) {
        if (report.sequence() <= sequence) {
            return false;
        }
        backedOff = false;
        adopt(report);
        return true;
    }

    private void adopt(GpuReport report) {
        sequence = report.sequence();
        type = report.type();
        capacityBytes = report.capacityBytes();
        residency.report(report.models());
        keeps.report(report.models());
        quarantined = report.quarantined();
        foreign.clear();
        foreign.addAll(report.working());
        foreign.removeAll(flights.keySet());
        onTheirWay.clear();
        for (Resident resident : report.models()) {
            if (!resident.ready()) {
                onTheirWay.add(resident.model());
            }
        }
        changed();
    }

    /** When the first model that is kept here may leave; {@link Long#MAX_VALUE} if none ever may. */
    long keepEndNanos() {
        return keeps.endNanos();
    }

    /** Lets models go that were kept until now. */
    void endKeeps(long nowNanos) {
        keeps.passTo(nowNanos);
    }

    void takeOff(Flight flight, long nowNanos) {
        this.nowNanos = nowNanos;
        foreign.remove(flight.id());
        flights.put(flight.id(), flight);
        lanesChanged();
        residency.takeOff(flight);
    }

    void replace(Flight flight) {
        flights.replace(flight.id(), flight);
        changed();
    }

    void start(Copy copy, long nowNanos) {
        this.nowNanos = nowNanos;
        lanes.copy(copy);
        changed();
    }

    /** @param settled whether the copy is taken to be there, for want of a report */
    void end(Copy copy, long nowNanos, boolean settled) {
        this.nowNanos = nowNanos;
        lanes.copy(null);
        if (settled) {
            residency.settle(copy);
            onTheirWay.remove(copy.model());
        }
        changed();
    }

    @Nullable
    Copy copy() {
        return lanes.copy();
    }

    /** A load has ended; the flight it was for, if it was for one of ours. */
    Optional<Flight> loaded(ModelId model, long nowNanos) {
        this.nowNanos = nowNanos;
        onTheirWay.remove(model);
        Optional<Flight> awaiting =
                awaitingLoad().filter(flight -> flight.model().equals(model));
        awaiting.ifPresent(flight -> {
            residency.settle(flight);
            flights.replace(flight.id(), flight.asLoaded(nowNanos));
            changed();
        });
        return awaiting;
    }

    private void changed() {
        lanesChanged();
        residency.overlay(flights.values(), lanes.copy());
    }

    private void lanesChanged() {
        boolean wasLoading = lanes.copying();
        lanes.take(flights.values());
        if (wasLoading != lanes.copying()) {
            worker.loads(lanes.copying() ? 1 : -1);
        }
        utilization.computes(lanes.computing(), nowNanos);
    }

    /** @param settled whether its effect on the memory is taken for granted, for want of a report */
    void land(Flight flight, long nowNanos, boolean settled) {
        this.nowNanos = nowNanos;
        lanes.ended(nowNanos);
        boolean first = flights.firstEntry().getKey().equals(flight.id());
        flights.remove(flight.id());
        if (settled) {
            residency.settle(flight);
            onTheirWay.remove(flight.model());
        }
        lanesChanged();
        // What the first one changes lies below what all others change: taken for granted, it changes nothing more.
        if (!(settled && first && lanes.copy() == null)) {
            residency.overlay(flights.values(), lanes.copy());
        }
    }

    void backOff(boolean on) {
        backedOff = on;
    }
}
