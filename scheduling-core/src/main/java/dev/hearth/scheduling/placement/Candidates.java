package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.PolicyOptions.Home;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs that a decision looks at: all of a fleet of up to {@value #LIMIT}, and some of a larger one, so that a decision costs
 * the same in any fleet.
 *
 * <p>Where several schedulers share a fleet, each GPU is home to one of them by rendezvous hashing (Thaler and
 * Ravishankar, IEEE/ACM Transactions on Networking 1998): when a scheduler comes or goes, only its own GPUs move.
 */
final class Candidates {

    static final int LIMIT = 16;

    /** In a large fleet, how many holders of a model are looked at: those that are done soonest. */
    static final int SOONEST = 8;

    /** Of a large fleet, how many are looked at for a load; the next decision looks at others. */
    static final int SAMPLE = 8;

    private final Home home;
    private final Map<GpuId, Boolean> atHome = new HashMap<>();
    private @Nullable GpuId cursor;
    private @Nullable PlanningView moment;
    private List<Gpu> sample = List.of();

    Candidates(Home home) {
        this.home = home;
    }

    /** Holders of the model, those that are free soonest if there are many. */
    Collection<Gpu> forHit(ModelId model, PlanningView view) {
        return view.soonestHolders(model, view.gpuCount() <= LIMIT ? LIMIT : SOONEST);
    }

    /** Whether no copy has arrived yet of those on their way, and invocations are to wait for one. */
    boolean awaitsFirstCopy(ModelId model, PlanningView view) {
        Collection<Gpu> holders = view.soonestHolders(model, LIMIT);
        return view.coalesceLoads() && !holders.isEmpty() && holders.stream().noneMatch(gpu -> gpu.ready(model));
    }

    /** GPUs that models may be loaded on at one moment: some idle ones, and others in turn. */
    Collection<Gpu> forLoad(PlanningView view) {
        if (view.gpuCount() <= LIMIT) {
            return view.all();
        }
        if (view != moment) {
            moment = view;
            sample = sample(view);
        }
        return sample;
    }

    private List<Gpu> sample(PlanningView view) {
        List<Gpu> some = view.someIdle(SAMPLE / 2);
        List<Gpu> others = view.after(cursor, SAMPLE - some.size());
        for (Gpu other : others) {
            if (!some.contains(other)) {
                some.add(other);
            }
        }
        cursor = others.getLast().id();
        return some;
    }

    /** Whether this scheduler is the one that the GPU is home to. */
    boolean atHome(Gpu gpu) {
        return home.all().size() == 1 || atHome.computeIfAbsent(gpu.id(), this::isHome);
    }

    private boolean isHome(GpuId gpu) {
        String best = home.self();
        for (String scheduler : home.all()) {
            int order = Integer.compareUnsigned(weight(scheduler, gpu), weight(best, gpu));
            if (order > 0 || (order == 0 && scheduler.compareTo(best) < 0)) {
                best = scheduler;
            }
        }
        return best.equals(home.self());
    }

    /** The finalizer of MurmurHash3 spreads what {@code String.hashCode} leaves close together. */
    private static int weight(String scheduler, GpuId gpu) {
        int hash = 31 * scheduler.hashCode() + gpu.toString().hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}
