package dev.hearth.scheduling.cache;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.cost.Popularity;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.List;

/** The order in which models leave a GPU. */
public interface EvictionPolicy {

    /**
     * What a policy may base its order on.
     *
     * @param fleet where else the models are
     * @param costs what bringing one back takes
     * @param popularity how often each is asked for
     */
    record Grounds(Fleet fleet, CostModel costs, Popularity popularity, long nowNanos) {}

    /** The name it is chosen by. */
    String name();

    /** Orders all models on {@code gpu}, first to leave first. Those in use or kept are passed over by {@link Room}, not here. */
    List<Resident> order(Gpu gpu, Grounds grounds);
}
