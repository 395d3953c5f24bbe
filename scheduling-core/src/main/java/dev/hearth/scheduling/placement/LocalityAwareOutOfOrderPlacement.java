package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An idle GPU first looks along the queue for an invocation whose model it holds, and runs it out of order; but nobody
 * is let past one that has been overtaken as often as the limit allows. If there is none, the head of the queue is placed
 * as {@link LocalityAwarePlacement} does.
 *
 * <p>Source: "LALB+O3" of Zhao, Jha, Hong, "GPU-enabled Function-as-a-Service for Machine Learning Inference", IPDPS
 * 2023, with ties by GPU id and the additions of {@link LocalityAwarePlacement}. A limit of 0 is LALB. The queue is not
 * looked along but asked: for the first of the GPU's models, and for the first that may not be overtaken again.
 */
public final class LocalityAwareOutOfOrderPlacement implements PlacementPolicy {

    public static final String NAME = "locality-aware-out-of-order";

    private final int skipLimit;

    /** The GPU that has looked along the queue and places heads now; it does not look again for each of them. */
    private @Nullable GpuId hasLooked;

    /** @param skipLimit how often an invocation may be overtaken; the paper's default is 25 */
    public LocalityAwareOutOfOrderPlacement(int skipLimit) {
        this.skipLimit = skipLimit;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Placement next(PlanningView view) {
        Placement placement = LocalityAwarePlacement.next(view, gpu -> outOfOrder(gpu, view));
        if (placement instanceof Placement.Wait) {
            hasLooked = null;
        }
        return placement;
    }

    private Optional<Placement> outOfOrder(Gpu gpu, PlanningView view) {
        if (skipLimit == 0 || gpu.id().equals(hasLooked)) {
            return Optional.empty();
        }
        hasLooked = gpu.id();
        return view.firstWaitingFor(gpu)
                .filter(resident -> mayBeReached(resident, view))
                .map(resident -> view.firstWaiting().filter(resident::equals).isPresent()
                        ? new Placement.Hit(resident, gpu.id())
                        : new Placement.Overtake(resident, gpu.id()));
    }

    /** Whether everyone before it may be overtaken once more. */
    private boolean mayBeReached(Admitted waiting, PlanningView view) {
        return view.firstOvertaken(skipLimit)
                .filter(barrier -> barrier.arrival() < waiting.arrival())
                .isEmpty();
    }
}
