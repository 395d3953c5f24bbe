package dev.hearth.scheduling.cluster;

/** One schedulable GPU, written {@code WORKER/INDEX}; ordered by worker, then index. */
public record GpuId(String worker, int index) implements Comparable<GpuId> {

    @Override
    public int compareTo(GpuId other) {
        int byWorker = worker.compareTo(other.worker);
        return byWorker == 0 ? Integer.compare(index, other.index) : byWorker;
    }

    @Override
    public String toString() {
        return worker + "/" + index;
    }
}
