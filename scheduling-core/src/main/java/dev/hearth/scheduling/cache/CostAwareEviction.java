package dev.hearth.scheduling.cache;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Evicts what costs least to miss: the time to load it again, times how often it is asked for, by the bytes that gives
 * back. A model that another GPU holds too leaves before any sole copy; equals leave least recently used first.
 *
 * <p>Source: GreedyDual-Size of Cao and Irani, "Cost-Aware WWW Proxy Caching Algorithms", USITS 1997, with a decaying
 * rate of use ({@link dev.hearth.scheduling.cost.Popularity}) in place of its aging by the value last evicted.
 */
public final class CostAwareEviction implements EvictionPolicy {

    public static final String NAME = "cost-aware";

    private record Candidate(Resident resident, boolean soleCopy, double nanosPerSecondAndByte) {}

    private static final Comparator<Candidate> LEAST_WORTH_FIRST =
            Comparator.comparing(Candidate::soleCopy).thenComparingDouble(Candidate::nanosPerSecondAndByte);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Resident> order(Gpu gpu, Grounds grounds) {
        List<Candidate> candidates = new ArrayList<>();
        for (Resident resident : gpu.residents()) {
            candidates.add(candidate(resident, gpu, grounds));
        }
        // Stable: among equals the coldest stays first.
        candidates.sort(LEAST_WORTH_FIRST);
        return candidates.stream().map(Candidate::resident).toList();
    }

    private static Candidate candidate(Resident resident, Gpu gpu, Grounds grounds) {
        ModelId model = resident.model();
        double loadNanos = grounds.costs().loadNanos(model, resident.bytes(), gpu.bestTier(model), gpu.type());
        double rate = grounds.popularity().ratePerSecond(model, grounds.nowNanos());
        boolean soleCopy = grounds.fleet().holders(model).size() == 1;
        return new Candidate(resident, soleCopy, loadNanos * rate / Math.max(1, resident.bytes()));
    }
}
