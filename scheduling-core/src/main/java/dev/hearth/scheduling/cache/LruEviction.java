package dev.hearth.scheduling.cache;

import dev.hearth.scheduling.cluster.GpuReport.Resident;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.List;

/**
 * Least recently used first, per GPU; a use is the start of an invocation.
 *
 * <p>Source: the cache manager of Zhao, Jha, Hong, "GPU-enabled Function-as-a-Service for Machine Learning Inference",
 * IPDPS 2023.
 */
public final class LruEviction implements EvictionPolicy {

    public static final String NAME = "lru";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Resident> order(Gpu gpu, Grounds grounds) {
        return gpu.residents();
    }
}
