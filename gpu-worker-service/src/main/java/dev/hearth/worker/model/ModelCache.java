package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.GpuState;
import dev.hearth.contracts.worker.Refusal.Reason;
import dev.hearth.worker.device.GpuDevice;
import dev.hearth.worker.device.Workspace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The models on one device and the invocations that use them: what is admitted, loaded, pinned and evicted.
 *
 * <p>Bytes are promised when a load is admitted, before it begins. Loads and the evictions they need run in the order of
 * their admission on the load lane, one at a time, so that a load finds the room that an earlier one's victims leave.
 * Concurrent invocations of an absent model share one load. Thread-safe; no method blocks.
 *
 * <p>If the device has no memory for a load or a run although there should be some, idle models leave and it is tried once
 * more. A model for which that was not enough is quarantined on this device until the process ends.
 *
 * <p>Models that somebody wishes to stay leave only when the process ends.
 */
public final class ModelCache implements AutoCloseable {

    private static final String MAKE_ROOM = "capacity";
    private static final String OUT_OF_MEMORY = "out-of-memory";
    private static final String QUARANTINE = "quarantine";
    private static final String SHUTDOWN = "shutdown";

    private final GpuDevice device;
    private final ModelLoader loader;
    private final Executor loadLane;
    private final ResidencyListener listener;
    private final InstantSource clock;
    private final int localQueueLimit;
    private final ModelWishes wishes;

    /** Coldest first. */
    private final SequencedMap<ModelReference, Residency> residencies = new LinkedHashMap<>();

    /** In order of admission. */
    private final SequencedSet<Lease> leases = new LinkedHashSet<>();

    private final Quarantine quarantine = new Quarantine();
    private final WorkspaceNeeds workspaceNeeds = new WorkspaceNeeds();
    private long sequence;

    /**
     * @param loadLane runs one load after another, in the order given
     * @param localQueueLimit most invocations and loads admitted and not started
     */
    public ModelCache(
            GpuDevice device,
            ModelLoader loader,
            Executor loadLane,
            ResidencyListener listener,
            InstantSource clock,
            int localQueueLimit,
            ModelWishes wishes) {
        this.device = device;
        this.loader = loader;
        this.loadLane = loadLane;
        this.listener = listener;
        this.clock = clock;
        this.localQueueLimit = localQueueLimit;
        this.wishes = wishes;
    }

    /**
     * Pins the model for an invocation or until it is loaded, beginning its load if it is absent and fits; or says why not.
     */
    public synchronized Admission admit(Admission.Want want) {
        var quarantined = quarantine.reason(want.model().reference());
        if (quarantined.isPresent()) {
            return new Admission.Refused(
                    Reason.QUARANTINED, want.model().reference() + " is quarantined here: " + quarantined.get());
        }
        var present = residencies.get(want.model().reference());
        if (present != null && present.is(Residency.Phase.EVICTING)) {
            return new Admission.Refused(Reason.EVICTING, want.model().reference() + " is being evicted");
        }
        var refused = present == null ? refuseLoad(want) : null;
        if (refused != null) {
            return refused;
        }
        if (leases.stream().filter(lease -> !lease.started()).count() >= localQueueLimit) {
            return new Admission.Refused(
                    Reason.QUEUE_FULL, localQueueLimit + " invocations and loads wait on this GPU");
        }
        var residency = present == null ? beginLoad(want) : present;
        var lease = new Lease(this, residency, want, present == null);
        residency.resident().ifPresent(lease.model()::complete);
        leases.add(lease);
        residency.pin();
        touch(residency);
        change();
        return new Admission.Granted(lease);
    }

    private Admission.@Nullable Refused refuseLoad(Admission.Want want) {
        for (var name : want.evict()) {
            var victim = residencies.get(name);
            if (victim != null && !mayLeave(victim) && !victim.is(Residency.Phase.EVICTING)) {
                var why = victim.evictable() ? " is kept here" : " is in use";
                return new Admission.Refused(Reason.VICTIM_PINNED, name + why + " and cannot make room");
            }
        }
        long stayingBytes = stayingBytes(want.evict());
        long roomBytes = roomBytes(want.model().reference());
        if (want.model().bytes() <= roomBytes - stayingBytes) {
            return null;
        }
        var detail = want.model().reference() + " needs " + want.model().bytes() + " bytes; of " + roomBytes
                + " models that stay take " + stayingBytes;
        boolean plannedWithoutLoad =
                !want.ahead() && want.evict().isEmpty() && want.model().bytes() <= device.totalBytes();
        return new Admission.Refused(plannedWithoutLoad ? Reason.NOT_RESIDENT : Reason.NO_MEMORY, detail);
    }

    private boolean mayLeave(Residency residency) {
        return residency.evictable() && keptUntilEpochMillis(residency) <= clock.millis();
    }

    private long keptUntilEpochMillis(Residency residency) {
        return quarantine.reason(residency.reference()).isPresent()
                ? ModelWishes.MAY_LEAVE
                : wishes.keptUntilEpochMillis(residency.reference(), residency.lastUsedEpochMillis());
    }

    /**
     * What weights may take: less than the device has for them while a model that is there, or is to be, needs more to run
     * than lies beside them.
     */
    private long roomBytes(ModelReference coming) {
        return device.totalBytes()
                - Math.max(0, Math.max(workspaceNeeds.of(coming), workspaceNeed()) - device.workspaceBytes());
    }

    /** Of the models that are here, which run one after another. */
    private long workspaceNeed() {
        return residencies.keySet().stream().mapToLong(workspaceNeeds::of).max().orElse(0);
    }

    /** Of the models that neither leave already nor are among the victims. */
    private long stayingBytes(List<ModelReference> victims) {
        return residencies.values().stream()
                .filter(other -> !other.is(Residency.Phase.EVICTING))
                .filter(other -> !victims.contains(other.reference()))
                .mapToLong(Residency::bytes)
                .sum();
    }

    private Residency beginLoad(Admission.Want want) {
        var named = want.evict().stream()
                .map(residencies::get)
                .filter(victim -> victim != null && mayLeave(victim))
                .toList();
        long missingBytes = want.model().bytes()
                + stayingBytes(List.of())
                - roomBytes(want.model().reference());
        var victims = leastSet(named, missingBytes);
        var residency = new Residency(want.model(), clock.millis());
        residencies.put(residency.reference(), residency);
        loadLane.execute(() -> {
            try (var _ = want.names().put()) {
                victims.forEach(victim -> evict(victim, MAKE_ROOM, want.invocation(), residency.reference()));
                load(residency, want.invocation());
            }
        });
        return residency;
    }

    /**
     * Lets as few leave as make up the bytes that are missing: the first of them that do, without those that the later ones
     * make needless.
     *
     * @param candidates first to leave first
     */
    private List<Residency> leastSet(List<Residency> candidates, long missingBytes) {
        var leaving = new ArrayList<Residency>();
        long leavingBytes = 0;
        for (var candidate : candidates) {
            if (leavingBytes >= missingBytes) {
                break;
            }
            leaving.add(candidate);
            leavingBytes += candidate.bytes();
        }
        long excessBytes = leavingBytes - missingBytes;
        for (var spared : List.copyOf(leaving)) {
            if (spared.bytes() <= excessBytes) {
                leaving.remove(spared);
                excessBytes -= spared.bytes();
            }
        }
        leaving.forEach(Residency::leave);
        return leaving;
    }

    /** On the load lane. */
    private void evict(Residency victim, String reason, String causedBy, @Nullable ModelReference madeRoomFor) {
        victim.resident().ifPresent(ResidentModel::close);
        synchronized (this) {
            residencies.remove(victim.reference());
            change();
        }
        listener.happened(new ResidencyEvent.Evicted(
                device.index(),
                victim.reference(),
                victim.bytes(),
                reason,
                causedBy,
                madeRoomFor,
                victim.idleMillis(clock.millis())));
    }

    /** On the load lane. */
    private void load(Residency residency, String invocation) {
        long begun = System.nanoTime();
        ResidentModel model;
        try {
            model = loadOrMakeRoom(residency, invocation);
        } catch (Throwable e) {
            // Whatever it was, those who wait for the model must hear of it.
            fail(residency, e, invocation);
            return;
        }
        double loadMs = (System.nanoTime() - begun) / 1e6;
        List<Lease> waiting;
        synchronized (this) {
            residency.loaded(model);
            workspaceNeeds.measured(residency.reference(), model.workspaceBytes());
            waiting = leasesOf(residency);
            change();
        }
        judge(residency.reference(), SizeError.Kind.WEIGHTS, residency.model().bytes(), model.weightsBytes());
        listener.happened(new ResidencyEvent.Loaded(
                device.index(),
                residency.reference(),
                residency.bytes(),
                loadMs,
                model.origin().wireName(),
                invocation));
        waiting.forEach(lease -> lease.model().complete(model));
    }

    private ResidentModel loadOrMakeRoom(Residency residency, String invocation) throws ModelLoadException {
        try {
            return loader.load(residency.model(), device);
        } catch (ModelLoadException e) {
            if (!e.isOutOfMemory()) {
                throw e;
            }
            makeRoom(residency.bytes(), invocation, residency.reference());
        }
        try {
            return loader.load(residency.model(), device);
        } catch (ModelLoadException e) {
            if (e.isOutOfMemory()) {
                quarantine(residency, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** On the load lane. Lets idle models leave, coldest first, and whatever else is idle on the device. */
    private void makeRoom(long bytes, String causedBy, ModelReference madeRoomFor) {
        List<Residency> victims;
        synchronized (this) {
            var idle = residencies.values().stream().filter(this::mayLeave).toList();
            victims = leastSet(idle, bytes);
            change();
        }
        victims.forEach(victim -> evict(victim, OUT_OF_MEMORY, causedBy, madeRoomFor));
        device.trim();
    }

    /** Has it done on the load lane, which evicts in order. */
    CompletableFuture<Void> makeRoomToRun(Lease lease, long bytes) {
        var model = lease.residency().reference();
        try {
            return CompletableFuture.runAsync(() -> makeRoom(bytes, lease.invocation(), model), loadLane);
        } catch (RejectedExecutionException e) {
            // The worker stops, and nothing leaves before what runs has ended.
            return CompletableFuture.completedFuture(null);
        }
    }

    synchronized void quarantine(Residency residency, String reason) {
        quarantine.add(residency.reference(), reason);
        change();
    }

    /**
     * Learns what a model took for its runs. A smaller batch takes less, which is no error.
     *
     * @param workspaceBytes the most that one has taken since the model is here
     */
    void ran(Residency residency, long workspaceBytes) {
        var model = residency.reference();
        long expectedBytes;
        synchronized (this) {
            expectedBytes = workspaceNeeds.of(model);
            workspaceNeeds.measured(model, workspaceBytes);
        }
        judge(model, SizeError.Kind.WORKSPACE, expectedBytes, Math.max(expectedBytes, workspaceBytes));
    }

    /** @param expectedBytes 0 if nothing was */
    private void judge(ModelReference model, SizeError.Kind kind, long expectedBytes, long measuredBytes) {
        if (expectedBytes > 0 && SizeError.is(expectedBytes, measuredBytes)) {
            listener.misjudged(new SizeError(model, kind, expectedBytes, measuredBytes));
        }
    }

    private void fail(Residency residency, Throwable cause, String invocation) {
        List<Lease> waiting;
        synchronized (this) {
            residencies.remove(residency.reference());
            waiting = leasesOf(residency);
            change();
        }
        listener.happened(new ResidencyEvent.LoadFailed(
                device.index(), residency.reference(), String.valueOf(cause.getMessage()), invocation));
        waiting.forEach(lease -> lease.model().completeExceptionally(cause));
    }

    private List<Lease> leasesOf(Residency residency) {
        return leases.stream().filter(lease -> lease.residency() == residency).toList();
    }

    synchronized void start(Lease lease) {
        lease.markStarted();
        lease.residency().use(clock.millis());
        touch(lease.residency());
        change();
    }

    synchronized void release(Lease lease) {
        if (leases.remove(lease)) {
            lease.residency().unpin();
            change();
            leaveIfQuarantined(lease.residency(), lease.invocation());
        }
    }

    private void leaveIfQuarantined(Residency residency, String causedBy) {
        if (residency.evictable() && quarantine.reason(residency.reference()).isPresent()) {
            residency.leave();
            try {
                loadLane.execute(() -> evict(residency, QUARANTINE, causedBy, null));
            } catch (RejectedExecutionException e) {
                // The worker stops, and evicts all itself.
                residency.stay();
            }
        }
    }

    private void touch(Residency residency) {
        // After a failed load another residency, or none, may stand under the name.
        if (residencies.remove(residency.reference(), residency)) {
            residencies.putLast(residency.reference(), residency);
        }
    }

    /** Other models are kept than before: whoever plans with this GPU has to hear of it. */
    public synchronized void wishesChanged() {
        change();
    }

    private void change() {
        sequence++;
        listener.changed(device.index());
    }

    /** Everything the GPU holds and does, as of one moment. */
    public synchronized GpuState state() {
        var running = new ArrayList<String>();
        var queued = new ArrayList<String>();
        for (var lease : leases) {
            if (lease.ahead()) {
                continue;
            }
            boolean waitsForOwnLoad = lease.startedLoad() && lease.residency().is(Residency.Phase.LOADING);
            (lease.started() || waitsForOwnLoad ? running : queued).add(lease.invocation());
        }
        return new GpuState(
                device.index(),
                sequence,
                device.kind(),
                device.name(),
                memory(),
                residencies.values().stream()
                        .map(residency -> residency.state(keptUntilEpochMillis(residency)))
                        .toList(),
                running,
                queued,
                quarantine.all());
    }

    private GpuState.Memory memory() {
        long workspace = device.workspace().map(Workspace::heldBytes).orElse(0L);
        long weights = bytes(Residency.Phase.READY);
        long releasing = bytes(Residency.Phase.EVICTING);
        long room = device.totalBytes() - Math.max(0, workspaceNeed() - device.workspaceBytes());
        long forWeights = Math.max(room, weights + releasing);
        // What a load was promised of bytes that are still being released is counted there, not twice.
        long reserved = Math.min(bytes(Residency.Phase.LOADING), forWeights - weights - releasing);
        long free = forWeights - weights - releasing - reserved;
        return new GpuState.Memory(forWeights + workspace, weights, workspace, reserved, free, releasing);
    }

    private long bytes(Residency.Phase phase) {
        return residencies.values().stream()
                .filter(residency -> residency.is(phase))
                .mapToLong(Residency::bytes)
                .sum();
    }

    /** Evicts all models; to be called once nothing runs or loads any more. */
    @Override
    public void close() {
        List<Residency> loaded;
        synchronized (this) {
            loaded = residencies.values().stream()
                    .filter(residency -> residency.is(Residency.Phase.READY))
                    .toList();
            loaded.forEach(Residency::leave);
        }
        loaded.forEach(residency -> evict(residency, SHUTDOWN, "", null));
    }
}
