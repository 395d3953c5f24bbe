package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.placement.LocalityAwareOutOfOrderPlacement;
import dev.hearth.scheduling.placement.Placement;
import dev.hearth.scheduling.placement.PlacementPolicy;
import dev.hearth.scheduling.placement.PlanningView;
import java.util.Map;
import java.util.TreeMap;

/** Watches a policy and counts, at each invocation by itself, how often it lets others past it. */
final class Overtakings implements PlacementPolicy {

    private final PlacementPolicy policy;
    private final int limit;
    private final Map<InvocationId, Integer> counts = new TreeMap<>();
    private int most;

    Overtakings(int limit) {
        this.policy = new LocalityAwareOutOfOrderPlacement(limit);
        this.limit = limit;
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public Placement next(PlanningView view) {
        Placement placement = policy.next(view);
        if (placement instanceof Placement.Overtake(Admitted overtaker, var gpu)) {
            for (Admitted waiting : view.waiting()) {
                if (waiting.arrival() < overtaker.arrival()) {
                    most = Math.max(most, counts.merge(waiting.id(), 1, Integer::sum));
                    Books.check(
                            counts.get(waiting.id()) <= limit,
                            waiting + " is overtaken once more than " + limit + " times, by " + overtaker + " on "
                                    + gpu);
                }
            }
        }
        return placement;
    }

    /** The most that anyone was overtaken. */
    int most() {
        return most;
    }
}
