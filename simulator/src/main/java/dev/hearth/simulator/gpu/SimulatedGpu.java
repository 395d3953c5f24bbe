package dev.hearth.simulator.gpu;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.time.Timeline;
import dev.hearth.simulator.time.Timeline.Rank;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;

/**
 * One GPU: a compute lane that runs one inference (or batch) at a time, and a copy lane that loads one model at a time,
 * each in the order in which work came. Memory changes hands when a load is taken in, not when it begins.
 */
public final class SimulatedGpu {

    private final GpuId id;
    private final int number;
    private final Timeline timeline;
    private final DeviceMemory memory;
    private final LoadPath path;
    private final ToLongFunction<ModelId> inferenceNanos;
    private final Batching batching;
    private final GpuListener listener;
    private final Lanes lanes = new Lanes();
    private final SequencedMap<InvocationId, Task> tasks = new LinkedHashMap<>();
    private final Map<ModelId, Load> loads = new HashMap<>();
    private final Queue<Load> copyQueue = new ArrayDeque<>();
    private final List<Task> computeQueue = new ArrayList<>();
    private boolean copying;
    private boolean computing;
    private long sequence = 1;

    /** @param number its place among all GPUs, which orders what happens at the same time */
    public SimulatedGpu(
            GpuId id,
            int number,
            long capacityBytes,
            Timeline timeline,
            LoadPath path,
            ToLongFunction<ModelId> inferenceNanos,
            Batching batching,
            GpuListener listener) {
        this.id = id;
        this.number = number;
        this.timeline = timeline;
        this.memory = new DeviceMemory(capacityBytes);
        this.path = path;
        this.inferenceNanos = inferenceNanos;
        this.batching = batching;
        this.listener = listener;
    }

    public GpuId id() {
        return id;
    }

    public int number() {
        return number;
    }

    public Lanes lanes() {
        lanes.catchUp(timeline.nowNanos());
        return lanes;
    }

    public boolean holds(ModelId model) {
        return memory.holds(model);
    }

    /** Whether invocations are here that a given scheduler did not send. */
    public boolean busyForOthersThan(int scheduler) {
        return tasks.values().stream().anyMatch(task -> task.scheduler() != scheduler);
    }

    public GpuReport report() {
        return new GpuReport(
                id, "simulated", 1, sequence, memory.capacityBytes(), memory.residents(), List.copyOf(tasks.keySet()));
    }

    /** Says why a model cannot be loaded as planned; empty if it can. */
    public Optional<String> objection(ModelId model, long bytes, List<ModelId> evict) {
        return memory.objection(model, bytes, evict);
    }

    /** Takes an invocation in; its model is there, or is loaded now. Nothing starts before {@link #start}. */
    public void dispatch(Command.Dispatch dispatch, int scheduler) {
        ModelId model = dispatch.invocation().model();
        boolean miss = !memory.holds(model);
        if (miss) {
            enqueue(new Load(model, scheduler, false), dispatch.invocation().modelBytes(), dispatch.evict());
        }
        memory.use(model);
        Optional<Load> load = Optional.ofNullable(loads.get(model));
        Task task = new Task(dispatch.invocation(), scheduler, load, miss, timeline.nowNanos());
        tasks.put(task.invocation().id(), task);
        load.ifPresentOrElse(pending -> pending.waiting().add(task), () -> computeQueue.add(task));
        sequence++;
    }

    /** Takes a load ahead of need in. Nothing starts before {@link #start}. */
    public void load(Command.Load load, int scheduler) {
        enqueue(new Load(load.model(), scheduler, true), load.modelBytes(), load.evict());
        sequence++;
    }

    private void enqueue(Load load, long bytes, List<ModelId> evict) {
        for (ModelId victim : evict) {
            if (memory.evict(victim)) {
                listener.evicted(this, victim);
            }
        }
        memory.reserve(load.model(), bytes);
        loads.put(load.model(), load);
        copyQueue.add(load);
    }

    /** Starts on idle lanes what waits for them. */
    public void start() {
        if (!copying && !copyQueue.isEmpty()) {
            copy(copyQueue.remove());
        }
        if (!computing && !computeQueue.isEmpty()) {
            compute(nextBatch());
        }
    }

    private void copy(Load load) {
        copying(true);
        load.started(timeline.nowNanos());
        path.load(load.model(), number, () -> copied(load));
    }

    private void copied(Load load) {
        copying(false);
        load.ended(timeline.nowNanos());
        memory.loaded(load.model());
        loads.remove(load.model());
        for (Task task : load.waiting()) {
            task.ready(timeline.nowNanos());
            computeQueue.add(task);
        }
        sequence++;
        start();
        listener.loaded(this, load);
    }

    private List<Task> nextBatch() {
        List<Task> batch = new ArrayList<>();
        ModelId model = computeQueue.getFirst().model();
        Iterator<Task> waiting = computeQueue.iterator();
        while (waiting.hasNext() && batch.size() < batching.most()) {
            Task task = waiting.next();
            if (task.model().equals(model)) {
                batch.add(task);
                waiting.remove();
            }
        }
        return batch;
    }

    private void compute(List<Task> batch) {
        computing(true);
        batch.forEach(task -> task.started(timeline.nowNanos(), batch.size()));
        long nanos = batching.nanos(inferenceNanos.applyAsLong(batch.getFirst().model()), batch.size());
        timeline.at(timeline.nowNanos() + nanos, Rank.DEVICE, number, () -> computed(batch));
    }

    private void computed(List<Task> batch) {
        computing(false);
        for (Task task : batch) {
            task.ended(timeline.nowNanos());
            tasks.remove(task.invocation().id());
            memory.release(task.model());
        }
        sequence++;
        start();
        batch.forEach(task -> listener.finished(this, task));
    }

    private void copying(boolean on) {
        copying = on;
        lanes.copying(on, timeline.nowNanos());
    }

    private void computing(boolean on) {
        computing = on;
        lanes.computing(on, timeline.nowNanos());
    }
}
