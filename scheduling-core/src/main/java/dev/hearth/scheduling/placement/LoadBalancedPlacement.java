package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.fleet.Gpu;

/**
 * The head of the queue runs on the first idle GPU, wherever its model is.
 *
 * <p>Source: baseline "LB" of Zhao, Jha, Hong, "GPU-enabled Function-as-a-Service for Machine Learning Inference",
 * IPDPS 2023. An invocation too large for the GPU is passed over there, which the paper's equal GPUs never need.
 */
public final class LoadBalancedPlacement implements PlacementPolicy {

    public static final String NAME = "load-balancing";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Placement next(PlanningView view) {
        Placement.Reason reason = Placement.Reason.ALL_GPUS_BUSY;
        for (Gpu gpu : view.startable()) {
            for (Admitted waiting : view.firstWaitingOfEachModel()) {
                Placement placement = view.run(waiting, gpu);
                if (!(placement instanceof Placement.Wait wait)) {
                    return placement;
                }
                reason = wait.reason();
            }
        }
        return new Placement.Wait(reason);
    }
}
