package dev.hearth.scheduling.placement;

import dev.hearth.scheduling.cache.EvictionPolicy.Grounds;
import dev.hearth.scheduling.cache.LruEviction;
import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.GpuReport.Resident;
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
import dev.hearth.scheduling.queue.GlobalQueue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a policy looks at, put up by hand. Each GPU is a worker of its own with 100 bytes; models take 40. */
final class Moment {

    static final long SECOND = 1_000_000_000;
    static final long BYTES = 40;

    /** At time zero the rates of models would not be known yet. */
    static final long START = 100 * SECOND;

    final Fleet fleet = new Fleet(0);
    final CostModel costs = new CostModel(false);
    final Popularity popularity = new Popularity();
    private int flights;

    /** Models that take these seconds each. */
    Moment costing(double loadSeconds, double inferenceSeconds, ModelId... models) {
        for (ModelId model : models) {
            costs.profiled(model, Tier.REPOSITORY, nanos(loadSeconds), nanos(inferenceSeconds));
        }
        return this;
    }

    Gpu holding(String worker, ModelId... models) {
        List<Resident> residents =
                Stream.of(models).map(model -> new Resident(model, BYTES, true)).toList();
        GpuId id = new GpuId(worker, 0);
        fleet.report(worker, 1, List.of(new GpuReport(id, "gpu", 1, 1, 100, residents, List.of())));
        return fleet.gpu(id).orElseThrow();
    }

    /** As many invocations of a model as make its rate so much, seen at the start. */
    void asked(ModelId model, int times) {
        for (int time = 0; time < times; time++) {
            popularity.arrived(model, START);
        }
    }

    void runs(Gpu gpu, ModelId model, double seconds, long nowNanos) {
        fleet.takeOff(Flight.hit(admitted(model), gpu.id(), 1, expected(0, seconds), nowNanos), nowNanos);
    }

    void loadsAndRuns(Gpu gpu, ModelId model, double loadSeconds, double seconds, long nowNanos) {
        Expected expected = expected(loadSeconds, seconds);
        fleet.takeOff(Flight.load(admitted(model), gpu.id(), 1, false, List.of(), expected, nowNanos), nowNanos);
    }

    void loads(Gpu gpu, ModelId model, double seconds, long nowNanos) {
        Expected expected = expected(seconds, 1);
        fleet.start(
                new Copy(model, BYTES, gpu.id(), 1, List.of(), expected, nowNanos + expected.loadNanos()), nowNanos);
    }

    PlanningView at(long nowNanos) {
        PlanningLimits limits = () -> false;
        Grounds grounds = new Grounds(fleet, costs, popularity, nowNanos);
        return new PlanningView(new GlobalQueue(), new LruEviction(), grounds, Optional.empty(), limits);
    }

    static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }

    private Admitted admitted(ModelId model) {
        return admitted(model, 8);
    }

    /** An invocation that may run with so many, itself included. */
    Admitted admitted(ModelId model, int maxBatch) {
        InvocationId id = new InvocationId("invocation-" + flights);
        return new Admitted(new Invocation(id, model, BYTES, 1, Long.MAX_VALUE, maxBatch), flights++, 0);
    }

    private static Expected expected(double loadSeconds, double inferenceSeconds) {
        return new Expected(Tier.REPOSITORY, nanos(loadSeconds), nanos(inferenceSeconds));
    }
}
