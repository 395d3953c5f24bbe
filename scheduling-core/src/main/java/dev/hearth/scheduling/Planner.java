package dev.hearth.scheduling;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.cost.Expected;
import dev.hearth.scheduling.cost.Popularity;
import dev.hearth.scheduling.fleet.Copy;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Flight;
import dev.hearth.scheduling.fleet.Gpu;
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
    private final Explainer explainer;

    Planner(
            PlacementPolicy policy,
            EvictionPolicy evictions,
            Settings settings,
            GlobalQueue queue,
            Alarms<InvocationId> deadlines,
            Fleet fleet,
            CostModel costs,
            Popularity popularity,
            Explainer explainer) {
        this.policy = policy;
        this.evictions = evictions;
        this.settings = settings;
        this.queue = queue;
        this.deadlines = deadlines;
        this.fleet = fleet;
        this.costs = costs;
        this.popularity = popularity;
        this.explainer = explainer;
    }

    /** Adds a command for each dispatch it decides on. */
    void plan(Optional<Invocation> arrived, long nowNanos, List<Command> commands) {
        fleet.passTo(nowNanos);
        PlanningView view = new PlanningView(
                queue, evictions, new EvictionPolicy.Grounds(fleet, costs, popularity, nowNanos), arrived, settings);
        while (carryOut(explained(policy.next(view), view), nowNanos, commands)) {
            // The policy has more.
        }
        while (settings.dispatchAhead() > 0
                && !policy.dispatchesAhead()
                && carryOut(explained(ahead.next(view), view), nowNanos, commands)) {
            // Some GPU still has room ahead.
        }
        fleet.forgetChanged();
        queue.forgetEntered();
    }

    private Placement explained(Placement placement, PlanningView view) {
        switch (placement) {
            case Placement.Hit(Admitted admitted, GpuId gpu) -> explainer.placed(admitted, gpu, view);
            case Placement.Overtake(Admitted admitted, GpuId gpu) -> explainer.placed(admitted, gpu, view);
            case Placement.Load load -> explainer.placed(load.admitted(), load.gpu(), view);
            case Placement.Join(Admitted admitted, GpuId gpu) -> explainer.placed(admitted, gpu, view);
            case Placement.Copy _, Placement.Wait _ -> {}
        }
        return placement;
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
                fleet.join(left(admitted, queue.remove(admitted.id())), gpu, inferenceNanos(admitted, gpu));
            }
            case Placement.Copy copy -> commands.add(copy(copy, nowNanos));
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
        Expected expected = expected(model, admitted.modelBytes(), gpu, load);
        Flight flight = load
                ? Flight.load(
                        admitted, gpu, fleet.epoch(gpu), !fleet.holders(model).isEmpty(), evicted, expected, nowNanos)
                : Flight.hit(admitted, gpu, fleet.epoch(gpu), expected, nowNanos);
        fleet.takeOff(flight, nowNanos);
        return dispatchOf(flight);
    }

    private Command.Load copy(Placement.Copy placed, long nowNanos) {
        Expected expected = expected(placed.model(), placed.modelBytes(), placed.gpu(), true);
        Copy copy = new Copy(
                placed.model(),
                placed.modelBytes(),
                placed.gpu(),
                fleet.epoch(placed.gpu()),
                placed.evicted(),
                expected,
                nowNanos + expected.loadNanos());
        fleet.start(copy, nowNanos);
        return new Command.Load(copy.model(), copy.modelBytes(), copy.gpu(), copy.epoch(), copy.evict());
    }

    private Expected expected(ModelId model, long modelBytes, GpuId id, boolean load) {
        Gpu gpu = fleet.gpu(id).orElseThrow(() -> new IllegalStateException("no GPU " + id + " is known"));
        Tier from = gpu.bestTier(model);
        long loadNanos = load ? costs.loadNanos(model, modelBytes, from, gpu.type()) : 0;
        if (from == Tier.HOST) {
            loadNanos *= 1 + gpu.loadsOnLink();
        }
        return new Expected(from, loadNanos, costs.inferenceNanos(model, gpu.type()));
    }

    private long inferenceNanos(Admitted admitted, GpuId gpu) {
        return expected(admitted.model(), admitted.modelBytes(), gpu, false).inferenceNanos();
    }

    static Command.Dispatch dispatchOf(Flight flight) {
        Command.Kind miss = flight.falseMiss() ? Command.Kind.FALSE_MISS : Command.Kind.MISS;
        Command.Kind kind = flight.load() ? miss : Command.Kind.HIT;
        return new Command.Dispatch(flight.admitted().invocation(), flight.gpu(), flight.epoch(), kind, flight.evict());
    }
}
