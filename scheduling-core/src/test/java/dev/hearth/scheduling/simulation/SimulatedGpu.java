package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a GPU really holds and does: one load and one inference at a time, each in the order they came. It takes nothing
 * that does not fit, and evicts nothing that is in use.
 */
final class SimulatedGpu {

    /** Decides how long things take, and is told of their ends. */
    interface Owner {
        long loadNanos();

        long inferenceNanos();

        void loaded(SimulatedGpu gpu, Loading load);

        void ended(SimulatedGpu gpu, Task task, boolean succeeded, long inferenceNanos);
    }

    record Task(InvocationId id, ModelId model, int attempt, long deadlineNanos) {}

    /** @param forTask the dispatch that brought it about; null for one ahead of need */
    record Loading(ModelId model, @Nullable Task forTask, long nanos) {}

    private record Block(long bytes, boolean ready) {}

    final GpuId id;
    final long epoch;
    private final long capacityBytes;
    private final Timeline timeline;
    private final Owner owner;
    private final SequencedMap<ModelId, Block> models = new LinkedHashMap<>();
    private final SequencedMap<InvocationId, Task> tasks = new LinkedHashMap<>();
    private final Deque<Loading> loads = new ArrayDeque<>();
    private @Nullable Task running;
    private boolean dead;
    private long sequence = 1;

    SimulatedGpu(GpuId id, long epoch, long capacityBytes, Timeline timeline, Owner owner) {
        this.id = id;
        this.epoch = epoch;
        this.capacityBytes = capacityBytes;
        this.timeline = timeline;
        this.owner = owner;
    }

    void die() {
        dead = true;
    }

    /** Loads that are on their way or wait for their turn. */
    List<Loading> loads() {
        return List.copyOf(loads);
    }

    /** Takes a task, or says why not. */
    Optional<String> admit(Task task, long bytes, List<ModelId> victims, boolean plannedAsHit) {
        boolean resident = models.containsKey(task.model());
        if (plannedAsHit && !resident) {
            return Optional.of("NOT_RESIDENT");
        }
        Optional<String> refusal = resident ? pinned(victims) : noRoom(bytes, victims);
        if (refusal.isPresent()) {
            return refusal;
        }
        victims.forEach(models::remove);
        tasks.put(task.id(), task);
        if (resident) {
            touch(task.model());
        } else {
            load(task.model(), bytes, task);
        }
        sequence++;
        compute();
        return Optional.empty();
    }

    /** Takes a model in ahead of need, or says why not; one that is there already counts as loaded. */
    Optional<String> loadAhead(ModelId model, long bytes, List<ModelId> victims) {
        if (models.containsKey(model)) {
            return Optional.of("RESIDENT");
        }
        Optional<String> refusal = noRoom(bytes, victims);
        if (refusal.isEmpty()) {
            victims.forEach(models::remove);
            load(model, bytes, null);
            sequence++;
        }
        return refusal;
    }

    private void touch(ModelId model) {
        Block block = models.remove(model);
        if (block != null) {
            models.putLast(model, block);
        }
    }

    private Optional<String> pinned(List<ModelId> victims) {
        return victims.stream().anyMatch(this::inUse) ? Optional.of("VICTIM_PINNED") : Optional.empty();
    }

    private Optional<String> noRoom(long bytes, List<ModelId> victims) {
        long kept = models.entrySet().stream()
                .filter(entry -> !victims.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().bytes())
                .sum();
        return pinned(victims).or(() -> kept + bytes > capacityBytes ? Optional.of("NO_MEMORY") : Optional.empty());
    }

    private boolean inUse(ModelId model) {
        Block block = models.get(model);
        return (block != null && !block.ready())
                || tasks.values().stream().anyMatch(task -> task.model().equals(model));
    }

    private void load(ModelId model, long bytes, @Nullable Task task) {
        models.putLast(model, new Block(bytes, false));
        loads.add(new Loading(model, task, owner.loadNanos()));
        if (loads.size() == 1) {
            copy();
        }
    }

    private void copy() {
        if (!loads.isEmpty()) {
            Loading load = loads.getFirst();
            timeline.after(load.nanos(), () -> copied(load));
        }
    }

    private void copied(Loading load) {
        if (dead) {
            return;
        }
        loads.removeFirst();
        models.computeIfPresent(load.model(), (_, block) -> new Block(block.bytes(), true));
        sequence++;
        copy();
        owner.loaded(this, load);
        compute();
    }

    private void compute() {
        if (running != null) {
            return;
        }
        for (Task task : List.copyOf(tasks.values())) {
            Block block = models.get(task.model());
            if (block != null && block.ready()) {
                run(task);
                return;
            }
        }
    }

    /** The deadline is checked last: an expired invocation leaves a loaded model behind. */
    private void run(Task task) {
        running = task;
        boolean expired = task.deadlineNanos() <= timeline.nowNanos();
        long nanos = expired ? 0 : owner.inferenceNanos();
        timeline.after(nanos, () -> {
            if (!dead) {
                running = null;
                tasks.remove(task.id());
                sequence++;
                owner.ended(this, task, !expired, nanos);
                compute();
            }
        });
    }

    /** Loads a model for another scheduler's task, evicting whatever nobody uses. */
    void admitForeign(Task task, long bytes) {
        List<ModelId> free = new ArrayList<>(models.keySet());
        free.removeIf(model -> inUse(model) || model.equals(task.model()));
        admit(task, bytes, models.containsKey(task.model()) ? List.of() : free, false);
    }

    boolean has(InvocationId invocation) {
        return tasks.containsKey(invocation);
    }

    /** Ends a task unless it runs already or is not here; its load goes on. */
    boolean endUnstarted(InvocationId invocation) {
        Task task = tasks.get(invocation);
        if (task == null || task.equals(running)) {
            return false;
        }
        tasks.remove(invocation);
        sequence++;
        return true;
    }

    long usedBytes() {
        return models.values().stream().mapToLong(Block::bytes).sum();
    }

    long capacityBytes() {
        return capacityBytes;
    }

    GpuReport report() {
        List<Resident> residents = models.entrySet().stream()
                .map(entry -> new Resident(
                        entry.getKey(),
                        entry.getValue().bytes(),
                        entry.getValue().ready()))
                .toList();
        return new GpuReport(id, "gpu", epoch, sequence, capacityBytes, residents, List.copyOf(tasks.keySet()));
    }
}
