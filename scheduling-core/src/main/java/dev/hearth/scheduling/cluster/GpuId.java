package dev.hearth.scheduling.cluster;

import java.util.Comparator;

/** One schedulable GPU, written {@code WORKER/INDEX}; ordered by worker, then index. */
public record GpuId(String worker, int index) implements Comparable<GpuId> {

    private static final Comparator<GpuId> ORDER =
            Comparator.comparing(GpuId::worker).thenComparingInt(GpuId::index);

    @Override
    public int compareTo(GpuId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return worker + "/" + index;
    }
}
