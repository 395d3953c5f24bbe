package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cache.EvictionPolicy.Grounds;
import dev.hearth.scheduling.cache.Room;
import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.queue.GlobalQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a policy may look at: queue, fleet and costs at one moment. Nothing can be changed through it. */
public final class PlanningView {

    private final GlobalQueue queue;
    private final EvictionPolicy evictions;
    private final Grounds grounds;
    private final Fleet fleet;
    private final CostModel costs;
    private final Optional<Invocation> arrived;
    private final PlanningLimits limits;
    private final long nowNanos;

    /** @param arrived what the event that is decided on has brought */
    public PlanningView(
            GlobalQueue queue,
            EvictionPolicy evictions,
            Grounds grounds,
            Optional<Invocation> arrived,
            PlanningLimits limits) {
        this.queue = queue;
        this.evictions = evictions;
        this.grounds = grounds;
        this.fleet = grounds.fleet();
        this.costs = grounds.costs();
        this.arrived = arrived;
        this.limits = limits;
        this.nowNanos = grounds.nowNanos();
    }

    public long nowNanos() {
        return nowNanos;
    }

    public boolean coalesceLoads() {
        return limits.coalesceLoads();
    }

    /** The invocation that has just arrived, if that is what is decided on. */
    public Optional<Invocation> arrived() {
        return arrived;
    }

    /** The size of the global queue. */
    public int waitingCount() {
        return queue.size();
    }

    /** The longest waiting invocation of the model. */
    public Optional<Admitted> firstWaitingOf(ModelId model) {
        return queue.firstOf(model);
    }

    public int gpuCount() {
        return fleet.size();
    }

    /** Every GPU, in the order of their ids. */
    public Collection<Gpu> all() {
        return fleet.all();
    }

    /** GPUs that something has happened to just now. */
    public Collection<Gpu> changed() {
        return List.copyOf(fleet.changed());
    }

    /** Some idle GPUs, the first by id. */
    public List<Gpu> someIdle(int count) {
        List<Gpu> some = new ArrayList<>();
        for (Gpu gpu : fleet.idle()) {
            if (some.size() == count) {
                break;
            }
            some.add(gpu);
        }
        return some;
    }

    /** So many GPUs that follow this one in the order of their ids, the first ones after the last. */
    public List<Gpu> after(@Nullable GpuId cursor, int count) {
        return fleet.after(cursor, count);
    }

    /** So many holders of the model, those that are done soonest if there are more. */
    public Collection<Gpu> soonestHolders(ModelId model, int count) {
        Collection<Gpu> holders = fleet.holders(model);
        return holders.size() <= count ? holders : fleet.soonestHolders(model, count);
    }

    /** Loads for invocations to come that are on their way. */
    public int copies() {
        return fleet.copies();
    }

    /** All models on the GPU, first to leave first. */
    public List<Resident> evictionOrder(Gpu gpu) {
        return evictions.order(gpu, grounds);
    }

    /** Of an invocation whose model is not known. */
    public long typicalInferenceNanos() {
        return costs.typicalInferenceNanos();
    }

    /** The head of the global queue. */
    public Optional<Admitted> firstWaiting() {
        return queue.first();
    }

    /** The global queue in arrival order. */
    public Collection<Admitted> waiting() {
        return queue.all();
    }

    /** The longest waiting invocation of each model in the global queue, in arrival order. */
    public Collection<Admitted> firstWaitingOfEachModel() {
        return queue.firstOfEachModel();
    }

    /** Those of one model in the global queue, in arrival order. */
    public Collection<Admitted> waitingFor(ModelId model) {
        return queue.ofModel(model);
    }

    /** The longest waiting invocation in the global queue whose model is on the GPU, or on its way there. */
    public Optional<Admitted> firstWaitingFor(Gpu gpu) {
        return firstWaitingFor(gpu, gpu::holds);
    }

    /** The longest waiting invocation in the global queue whose model is on the GPU and not merely on its way. */
    public Optional<Admitted> firstReadyFor(Gpu gpu) {
        return firstWaitingFor(gpu, gpu::ready);
    }

    private Optional<Admitted> firstWaitingFor(Gpu gpu, Predicate<ModelId> there) {
        if (queue.models() < gpu.models().size()) {
            return queue.firstOfEachModel().stream()
                    .filter(waiting -> there.test(waiting.model()))
                    .findFirst();
        }
        Admitted first = null;
        for (ModelId model : gpu.models()) {
            Admitted waiting = queue.firstOf(model).orElse(null);
            if (waiting != null && (first == null || waiting.arrival() < first.arrival()) && there.test(model)) {
                first = waiting;
            }
        }
        return Optional.ofNullable(first);
    }

    /** Models of those that have come or come back just now and may wait still. */
    public Collection<ModelId> entered() {
        return queue.entered();
    }

    /** The first in the global queue that has been overtaken at least so often. */
    public Optional<Admitted> firstOvertaken(int least) {
        return queue.firstOvertaken(least);
    }

    /** How often the model is asked for, per second. */
    public double ratePerSecond(ModelId model) {
        return grounds.popularity().ratePerSecond(model, nowNanos);
    }

    /** Of a model that this scheduler is never asked for, but others may be. */
    public double typicalRatePerSecond() {
        return grounds.popularity().typicalRatePerSecond(nowNanos);
    }

    /** Idle GPUs, in the order of their ids. */
    public Collection<Gpu> idle() {
        return fleet.idle();
    }

    /** Those idle GPUs that something can start on: all while the global queue is not empty, else by local queue. */
    public Collection<Gpu> startable() {
        return queue.isEmpty() ? fleet.idleWithWaiting() : fleet.idle();
    }

    /** Busy GPUs that may be sent the first of their local queue ahead. */
    public Collection<Gpu> aheadWithWaiting() {
        return fleet.aheadWithWaiting();
    }

    public boolean roomAhead(Gpu gpu) {
        return fleet.roomAhead(gpu);
    }

    /** Whether a busy GPU may be sent this one ahead: into a batch that waits there, or as the first of a next one. */
    public boolean roomAhead(Gpu gpu, Admitted waiting) {
        return fleet.roomAhead(gpu, waiting);
    }

    /** Whether a batch waits at the GPU that this one may run with. */
    public boolean joinsAhead(Gpu gpu, Admitted waiting) {
        return fleet.joinsAhead(gpu, waiting);
    }

    /** GPUs that hold or load the model, in the order of their ids, whatever their state. */
    public Collection<Gpu> holders(ModelId model) {
        return fleet.holders(model);
    }

    /** The idle holder of the lowest id with nothing in its local queue. */
    public Optional<Gpu> freeHolder(ModelId model) {
        return fleet.freeHolder(model);
    }

    /** The busy holder that is expected to be done first; ties go to the lower id. */
    public Optional<Gpu> soonestHolder(ModelId model) {
        return fleet.soonestHolder(model, costs.typicalInferenceNanos());
    }

    /** Whether every holder is loading the model or still serves those that came meanwhile. */
    public boolean allHoldersAbsorb(ModelId model) {
        return fleet.allHoldersAbsorb(model);
    }

    /** The one of these GPUs that is expected to be done first; ties go to the lower id. */
    public Optional<Gpu> soonest(Stream<Gpu> gpus) {
        return gpus.min(Comparator.comparingLong(this::finishNanos).thenComparing(Gpu::id));
    }

    /** Expected time until all is done that runs on the GPU or waits in its local queue. */
    public long finishNanos(Gpu gpu) {
        return gpu.finishNanos(nowNanos, costs.typicalInferenceNanos());
    }

    /** From the best tier that this GPU's worker has it in, if nothing else used the link. */
    public long loadNanos(ModelId model, long modelBytes, Gpu gpu) {
        return costs.loadNanos(model, modelBytes, gpu.bestTier(model), gpu.type());
    }

    /** No load of the model is expected to take less, wherever it begins and goes. */
    public long leastLoadNanos(ModelId model, long modelBytes) {
        long fromRepository = costs.leastLoadNanos(model, modelBytes, Tier.REPOSITORY);
        return fleet.stages()
                ? Math.min(fromRepository, costs.leastLoadNanos(model, modelBytes, Tier.HOST))
                : fromRepository;
    }

    public long inferenceNanos(ModelId model, Gpu gpu) {
        return costs.inferenceNanos(model, gpu.type());
    }

    /** The victims of a load by the eviction policy; none on a hit, nothing if there is no room. */
    public Optional<List<ModelId>> evictionsFor(Admitted admitted, Gpu gpu) {
        if (gpu.holds(admitted.model())) {
            return Optional.of(List.of());
        }
        return gpu.refuses(admitted.model())
                ? Optional.empty()
                : Room.victims(gpu, admitted.modelBytes(), evictionOrder(gpu));
    }

    /** Runs an invocation on a GPU: as a hit, or as a load with its victims, or not at all for want of room. */
    public Placement run(Admitted admitted, Gpu gpu) {
        if (gpu.holds(admitted.model())) {
            return new Placement.Hit(admitted, gpu.id());
        }
        return evictionsFor(admitted, gpu)
                .<Placement>map(victims -> new Placement.Load(admitted, gpu.id(), victims))
                .orElseGet(() -> new Placement.Wait(Placement.Reason.NO_ROOM));
    }
}
