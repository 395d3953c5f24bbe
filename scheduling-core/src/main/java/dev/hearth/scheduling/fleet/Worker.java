package dev.hearth.scheduling.fleet;

import dev.hearth.scheduling.cluster.ModelId;
import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** One incarnation of a worker and its GPUs by index. */
final class Worker {

    private final String name;
    private final long epoch;
    private final NavigableMap<Integer, Gpu> gpus = new TreeMap<>();
    private final Set<ModelId> staged = new HashSet<>();
    private boolean suspended;
    private int loads;

    Worker(String name, long epoch) {
        this.name = name;
        this.epoch = epoch;
    }

    String name() {
        return name;
    }

    long epoch() {
        return epoch;
    }

    NavigableMap<Integer, Gpu> gpus() {
        return gpus;
    }

    /** Replaces what lies in its host memory. */
    void stage(Collection<ModelId> models) {
        staged.clear();
        staged.addAll(models);
    }

    boolean staged(ModelId model) {
        return staged.contains(model);
    }

    /** Loads on their way to its GPUs. */
    int loads() {
        return loads;
    }

    void loads(int more) {
        loads += more;
    }

    boolean suspended() {
        return suspended;
    }

    void suspend(boolean on) {
        suspended = on;
    }
}
