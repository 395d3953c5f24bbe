package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.fleet.Gpu;
import java.util.Optional;

/**
 * Sends busy GPUs their next invocation before they ask, so that they never wait for the scheduler. Asked only after the
 * policy has nothing more to place. Sends hits only, and keeps the order: first the local queues, then, if no GPU is
 * idle, the head of the global queue to the holder of its model that is done first. Does not look past the head.
 */
public final class DispatchAhead {

    /** Returns one placement; asked again until it answers {@link Placement.Wait}. */
    public Placement next(PlanningView view) {
        for (Gpu gpu : view.aheadWithWaiting()) {
            Optional<Admitted> first = gpu.firstWaiting();
            if (first.isPresent()) {
                return new Placement.Hit(first.get(), gpu.id());
            }
        }
        Optional<Admitted> head = view.firstWaiting();
        if (head.isEmpty()) {
            return new Placement.Wait(Placement.Reason.NOTHING_WAITS);
        }
        if (!view.idle().isEmpty()) {
            return new Placement.Wait(Placement.Reason.NO_ROOM);
        }
        return view.soonestHolder(head.get().model())
                .filter(gpu -> view.roomAhead(gpu) && !gpu.hasWaiting())
                .<Placement>map(gpu -> new Placement.Hit(head.get(), gpu.id()))
                .orElseGet(() -> new Placement.Wait(Placement.Reason.ALL_GPUS_BUSY));
    }
}
