package dev.hearth.scheduling.cache;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evicts the model whose next arrival is furthest in the future; equals leave least recently used first. It has to know
 * every arrival beforehand, so it is a bound for the others and works in the simulator only.
 *
 * <p>Source: Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
 * It is the best for models of one size and cost on one GPU; else it is a good bound, not a proven one.
 */
public final class ClairvoyantEviction implements EvictionPolicy {

    public static final String NAME = "clairvoyant";

    private static final long NEVER = Long.MAX_VALUE;

    private final Map<ModelId, long[]> arrivalNanosByModel = new HashMap<>();

    /** @param arrivalNanosByModel on the clock of {@code apply}, in any order */
    public ClairvoyantEviction(Map<ModelId, long[]> arrivalNanosByModel) {
        arrivalNanosByModel.forEach((model, arrivals) -> {
            long[] sorted = arrivals.clone();
            Arrays.sort(sorted);
            this.arrivalNanosByModel.put(model, sorted);
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Resident> order(Gpu gpu, Grounds grounds) {
        // Stable: among equals the coldest stays first.
        return gpu.residents().stream()
                .sorted(Comparator.<Resident>comparingLong(resident -> next(resident.model(), grounds.nowNanos()))
                        .reversed())
                .toList();
    }

    /** The first arrival at {@code nowNanos} or later. */
    private long next(ModelId model, long nowNanos) {
        long[] arrivals = arrivalNanosByModel.get(model);
        if (arrivals == null) {
            return NEVER;
        }
        int after = firstNotBefore(arrivals, nowNanos);
        return after == arrivals.length ? NEVER : arrivals[after];
    }

    private static int firstNotBefore(long[] arrivals, long nowNanos) {
        int low = 0;
        int high = arrivals.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (arrivals[middle] < nowNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
