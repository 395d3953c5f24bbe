package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.queue.LocalQueue;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

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
    private final LocalQueue local = new LocalQueue();
    private long sequence;
    private long capacityBytes;
    private boolean backedOff;
    private long firstStartedNanos;

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
        return residency.residents();
    }

    public boolean holds(ModelId model) {
        return residency.holds(model);
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
     * Used by what is in flight or waits in the local queue, so no victim. What other schedulers run is known by id
     * only, but a GPU they use is busy, and nothing is loaded or evicted on a busy GPU.
     */
    public boolean needs(ModelId model) {
        for (Flight flight : flights.values()) {
            if (flight.model().equals(model)) {
                return true;
            }
        }
        return local.waitsFor(model);
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

    /** When what runs is expected to end; long ago if nothing of ours does. */
    long runsUntilNanos() {
        return flights.isEmpty()
                ? Long.MIN_VALUE
                : firstStartedNanos + flights.firstEntry().getValue().costNanos();
    }

    /** What is expected of ours beyond what runs. */
    long afterwardsNanos() {
        long nanos = local.backlogNanos();
        if (flights.size() > 1) {
            for (Flight flight : flights.values()) {
                nanos += flight.costNanos();
            }
            nanos -= flights.firstEntry().getValue().costNanos();
        }
        return nanos;
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
        capacityBytes = report.capacityBytes();
        residency.report(report.models());
        foreign.clear();
        foreign.addAll(report.working());
        foreign.removeAll(flights.keySet());
        residency.overlay(flights.values());
    }

    void takeOff(Flight flight, long nowNanos) {
        if (flights.isEmpty()) {
            firstStartedNanos = nowNanos;
        }
        foreign.remove(flight.id());
        flights.put(flight.id(), flight);
        residency.takeOff(flight);
    }

    void replace(Flight flight) {
        flights.replace(flight.id(), flight);
    }

    /** @param settled whether its effect on the memory is taken for granted, for want of a report */
    void land(Flight flight, long nowNanos, boolean settled) {
        boolean first = flights.firstEntry().getKey().equals(flight.id());
        if (first) {
            firstStartedNanos = nowNanos;
        }
        flights.remove(flight.id());
        if (settled) {
            residency.settle(flight);
        }
        // What the first one changes lies below what all others change: taken for granted, it changes nothing more.
        if (!(settled && first)) {
            residency.overlay(flights.values());
        }
    }

    void backOff(boolean on) {
        backedOff = on;
    }
}
