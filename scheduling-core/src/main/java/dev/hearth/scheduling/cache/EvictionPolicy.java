package dev.hearth.scheduling.cache;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.List;

/** The order in which models leave a GPU. */
public interface EvictionPolicy {

    /** The name it is chosen by. */
    String name();

    /**
     * Orders all models on {@code gpu}, first to leave first. Those in use are passed over by {@link Room}, not here.
     *
     * @param fleet where else the models are
     * @param costs what bringing one back takes
     */
    List<Resident> order(Gpu gpu, Fleet fleet, CostModel costs, long nowNanos);
}
