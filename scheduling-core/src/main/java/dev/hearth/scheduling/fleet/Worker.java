package dev.hearth.scheduling.fleet;

import java.util.NavigableMap;
import java.util.TreeMap;

/** One incarnation of a worker and its GPUs by index. */
final class Worker {

    private final String name;
    private final long epoch;
    private final NavigableMap<Integer, Gpu> gpus = new TreeMap<>();
    private boolean suspended;

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

    boolean suspended() {
        return suspended;
    }

    void suspend(boolean on) {
        suspended = on;
    }
}
