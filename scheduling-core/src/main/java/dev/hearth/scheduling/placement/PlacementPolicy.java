package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.Optional;

/**
 * Decides which invocation goes where.
 *
 * <p>A policy may keep state of its own, but must depend on nothing other than the views it is shown.
 */
public interface PlacementPolicy {

    /** The name it is chosen by. */
    String name();

    /** Whether it sends busy GPUs their next invocation itself; for others {@link DispatchAhead} does. */
    default boolean dispatchesAhead() {
        return false;
    }

    /** Whether invocations of one model may be at a GPU together to be run together; for other policies none are. */
    default boolean batches() {
        return false;
    }

    /** What a waiting invocation would meet on a GPU, as the policy sees it; empty if it cannot go there. */
    default Optional<Estimate> estimate(Admitted waiting, Gpu gpu, PlanningView view) {
        return view.evictionsFor(waiting, gpu).map(evicts -> {
            ModelId model = waiting.model();
            boolean load = !gpu.holds(model);
            return new Estimate(
                    gpu.id(),
                    view.finishNanos(gpu),
                    load ? view.loadNanos(model, waiting.modelBytes(), gpu) : 0,
                    load ? Optional.of(gpu.bestTier(model)) : Optional.empty(),
                    view.inferenceNanos(model, gpu),
                    evicts,
                    0);
        });
    }

    /**
     * Returns one placement. After every event it is asked again, each time with the last one carried out, until it
     * answers {@link Placement.Wait}.
     */
    Placement next(PlanningView view);
}
