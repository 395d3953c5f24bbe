package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.Optional;
import java.util.function.Function;

/**
 * Prefers a GPU that holds the model: an idle one, else a busy one if waiting there is shorter than loading here.
 *
 * <p>Source: "LALB" of Zhao, Jha, Hong, "GPU-enabled Function-as-a-Service for Machine Learning Inference", IPDPS 2023,
 * with ties by GPU id. Two additions that its equal GPUs and instant answers never need: an invocation too large for a
 * GPU is passed over there, and while the only copies of a model are being loaded, others that want it wait for those
 * ({@link PlanningView#coalesceLoads}).
 */
public final class LocalityAwarePlacement implements PlacementPolicy {

    public static final String NAME = "locality-aware";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Placement next(PlanningView view) {
        return next(view, _ -> Optional.empty());
    }

    /**
     * Returns one placement.
     *
     * @param outOfOrder what an idle GPU with nothing in its local queue does rather than take the head of the line
     */
    static Placement next(PlanningView view, Function<Gpu, Optional<Placement>> outOfOrder) {
        Placement.Reason reason = Placement.Reason.ALL_GPUS_BUSY;
        for (Gpu gpu : view.startable()) {
            Optional<Admitted> local = gpu.firstWaiting();
            if (local.isPresent()) {
                return view.run(local.get(), gpu);
            }
            Optional<Placement> early = outOfOrder.apply(gpu);
            if (early.isPresent()) {
                return early.get();
            }
            for (Admitted waiting : view.firstWaitingOfEachModel()) {
                Placement placement = place(waiting, gpu, view);
                if (!(placement instanceof Placement.Wait wait)) {
                    return placement;
                }
                reason = wait.reason();
            }
        }
        return new Placement.Wait(reason);
    }

    private static Placement place(Admitted waiting, Gpu gpu, PlanningView view) {
        if (gpu.holds(waiting.model())) {
            return view.run(waiting, gpu);
        }
        Optional<Gpu> free = view.freeHolder(waiting.model());
        if (free.isPresent()) {
            return view.run(waiting, free.get());
        }
        Optional<Gpu> busy = view.soonestHolder(waiting.model());
        if (busy.isPresent()
                && view.finishNanos(busy.get()) < view.loadNanos(waiting.model(), waiting.modelBytes(), gpu)) {
            return new Placement.Join(waiting, busy.get().id());
        }
        return loadingElsewhere(waiting, view)
                .<Placement>map(loading -> new Placement.Join(waiting, loading.id()))
                .orElseGet(() -> view.run(waiting, gpu));
    }

    /** A GPU that loads the model, or still serves those that came during the load, unless there is another copy. */
    private static Optional<Gpu> loadingElsewhere(Admitted waiting, PlanningView view) {
        if (!view.coalesceLoads() || !view.allHoldersAbsorb(waiting.model())) {
            return Optional.empty();
        }
        return view.soonest(view.holders(waiting.model()).stream().filter(holder -> !holder.suspended()));
    }
}
