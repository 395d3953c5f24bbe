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
import java.util.stream.IntStream;

/** What a GPU really holds and does; it takes nothing that does not fit, and evicts nothing that is in use. */
final class SimulatedGpu {

    /** @param load whether its model is loaded first */
    record Task(InvocationId id, ModelId model, int attempt, long deadlineNanos, boolean load) {}

    final GpuId id;
    final long epoch;
    private final long capacityBytes;
    private final SequencedMap<ModelId, Long> models = new LinkedHashMap<>();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private long sequence = 1;

    SimulatedGpu(GpuId id, long epoch, long capacityBytes) {
        this.id = id;
        this.epoch = epoch;
        this.capacityBytes = capacityBytes;
    }

    static List<SimulatedGpu> row(String worker, long epoch, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new SimulatedGpu(new GpuId(worker, index), epoch, Demand.CAPACITY))
                .toList();
    }

    /** Takes a task, or says why not. */
    Optional<String> admit(Task task, long bytes, List<ModelId> victims, boolean plannedAsHit) {
        boolean resident = models.containsKey(task.model());
        if (plannedAsHit && !resident) {
            return Optional.of("NOT_RESIDENT");
        }
        if (victims.stream().anyMatch(this::pinned)) {
            return Optional.of("VICTIM_PINNED");
        }
        long used = models.entrySet().stream()
                .filter(entry -> !victims.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue())
                .sum();
        if (!resident && used + bytes > capacityBytes) {
            return Optional.of("NO_MEMORY");
        }
        victims.forEach(models::remove);
        Long before = models.remove(task.model());
        models.putLast(task.model(), before == null ? bytes : before);
        tasks.add(new Task(task.id(), task.model(), task.attempt(), task.deadlineNanos(), !resident));
        sequence++;
        return Optional.empty();
    }

    /** Takes a model in ahead of need; false if it may not evict what it should, or does not fit. */
    boolean load(ModelId model, long bytes, List<ModelId> victims) {
        if (victims.stream().anyMatch(this::pinned)) {
            return false;
        }
        long used = models.entrySet().stream()
                .filter(entry -> !victims.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue())
                .sum();
        if (models.containsKey(model) || used + bytes > capacityBytes) {
            return models.containsKey(model);
        }
        victims.forEach(models::remove);
        models.putLast(model, bytes);
        sequence++;
        return true;
    }

    private boolean pinned(ModelId model) {
        return tasks.stream().anyMatch(task -> task.model().equals(model));
    }

    /** Loads a model for another scheduler's task, evicting whatever nobody uses. */
    boolean admitForeign(Task task, long bytes) {
        List<ModelId> free = new ArrayList<>(models.keySet());
        free.removeIf(model -> pinned(model) || model.equals(task.model()));
        List<ModelId> victims = models.containsKey(task.model()) ? List.of() : free;
        return admit(task, bytes, victims, false).isEmpty();
    }

    Optional<Task> running() {
        return Optional.ofNullable(tasks.peek());
    }

    Optional<Task> find(InvocationId invocation) {
        return tasks.stream().filter(task -> task.id().equals(invocation)).findFirst();
    }

    void end(Task task) {
        tasks.remove(task);
        sequence++;
    }

    /** Ends a task unless it runs already or is not here. */
    boolean endUnstarted(InvocationId invocation) {
        Optional<Task> task = find(invocation).filter(found -> !found.equals(tasks.peek()));
        task.ifPresent(this::end);
        return task.isPresent();
    }

    int tasks() {
        return tasks.size();
    }

    GpuReport report() {
        List<Resident> residents = models.entrySet().stream()
                .map(entry -> new Resident(entry.getKey(), entry.getValue(), true))
                .toList();
        List<InvocationId> working = tasks.stream().map(Task::id).toList();
        return new GpuReport(id, "gpu", epoch, sequence, capacityBytes, residents, working);
    }
}
