package dev.hearth.scheduling;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.cost.Popularity;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Flight;
import dev.hearth.scheduling.placement.DispatchAhead;
import dev.hearth.scheduling.placement.Placement;
import dev.hearth.scheduling.placement.PlacementPolicy;
import dev.hearth.scheduling.placement.PlanningView;
import dev.hearth.scheduling.queue.GlobalQueue;
import dev.hearth.scheduling.time.Alarms;
import java.util.List;
import java.util.Optional;

/** Asks the policy for placements and carries them out on queue and fleet, until nothing more can be placed. */
final class Planner {

    private final PlacementPolicy policy;
    private final DispatchAhead ahead = new DispatchAhead();
    private final EvictionPolicy evictions;
    private final Settings settings;
    private final GlobalQueue queue;
    private final Alarms<InvocationId> deadlines;
    private final Fleet fleet;
    private final CostModel costs;
    private final Popularity popularity;

    Planner(
            PlacementPolicy policy,
            EvictionPolicy evictions,
            Settings settings,
            GlobalQueue queue,
            Alarms<InvocationId> deadlines,
            Fleet fleet,
            CostModel costs,
            Popularity popularity) {
        this.policy = policy;
        this.evictions = evictions;
        this.settings = settings;
        this.queue = queue;
        this.deadlines = deadlines;
        this.fleet = fleet;
        this.costs = costs;
        this.popularity = popularity;
    }

    /** Adds a command for each dispatch it decides on. */
    void plan(long nowNanos, List<Command> commands) {
        fleet.passTo(nowNanos);
        PlanningView view = new PlanningView(
                queue,
                evictions,
                new EvictionPolicy.Grounds(fleet, costs, popularity, nowNanos),
                settings.coalesceLoads());
        while (carryOut(policy.next(view), nowNanos, commands)) {
            // The policy has more.
        }
        while (settings.dispatchAhead() > 0 && carryOut(ahead.next(view), nowNanos, commands)) {
            // Some GPU still has room ahead.
        }
    }

    private boolean carryOut(Placement placement, long nowNanos, List<Command> commands) {
        switch (placement) {
            case Placement.Hit(Admitted admitted, GpuId gpu) ->
                commands.add(dispatch(admitted, gpu, false, List.of(), nowNanos));
            case Placement.Overtake(Admitted admitted, GpuId gpu) -> {
                queue.overtake(admitted);
                commands.add(dispatch(admitted, gpu, false, List.of(), nowNanos));
            }
            case Placement.Load(Admitted admitted, GpuId gpu, List<ModelId> evicted) ->
                commands.add(dispatch(admitted, gpu, true, evicted, nowNanos));
            case Placement.Join(Admitted admitted, GpuId gpu) -> {
                // Its deadline stays set: it still waits.
                fleet.join(left(admitted, queue.remove(admitted.id())), gpu, costs.inferenceNanos(admitted.model()));
            }
            case Placement.Wait wait -> {
                return false;
            }
        }
        return true;
    }

    private Admitted left(Admitted placed, Optional<Admitted> left) {
        return left.orElseThrow(
                () -> new IllegalStateException(policy.name() + " places " + placed.id() + ", which does not wait"));
    }

    private Command dispatch(Admitted placed, GpuId gpu, boolean load, List<ModelId> evicted, long nowNanos) {
        Admitted admitted = left(placed, queue.remove(placed.id()).or(() -> fleet.leave(placed.id())));
        deadlines.cancel(admitted.id());
        ModelId model = admitted.model();
        long loadNanos = load ? costs.loadNanos(model, admitted.modelBytes()) : 0;
        Flight flight = new Flight(
                admitted,
                gpu,
                fleet.epoch(gpu),
                load,
                load && !fleet.holders(model).isEmpty(),
                evicted,
                loadNanos + costs.inferenceNanos(model),
                Flight.Wish.RUN,
                false);
        fleet.takeOff(flight, nowNanos);
        return dispatchOf(flight);
    }

    static Command.Dispatch dispatchOf(Flight flight) {
        Command.Kind miss = flight.falseMiss() ? Command.Kind.FALSE_MISS : Command.Kind.MISS;
        Command.Kind kind = flight.load() ? miss : Command.Kind.HIT;
        return new Command.Dispatch(flight.admitted().invocation(), flight.gpu(), flight.epoch(), kind, flight.evict());
    }
}
