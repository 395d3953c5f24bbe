package dev.hearth.simulator;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.gpu.Lanes;
import dev.hearth.simulator.gpu.Load;
import dev.hearth.simulator.gpu.SimulatedGpu;
import dev.hearth.simulator.gpu.Task;
import dev.hearth.simulator.measure.Distribution;
import dev.hearth.simulator.measure.RunSummary;
import dev.hearth.simulator.measure.StepSeries;
import dev.hearth.simulator.measure.ZeroMissBound;
import dev.hearth.simulator.trace.Trace;
import java.util.Collection;
import java.util.List;

/** Takes down what happens in a run and sums it up. */
final class Recorder {

    private static final double SECOND = 1e9;

    private final SimulationPlan plan;
    private final ModelId hottest;
    private final StepSeries replicas = new StepSeries();
    private final long[] arrivedNanos;
    private final long[] latencyNanos;
    private final long[] inferenceNanos;
    private int unfinished;
    private int misses;
    private int falseMisses;
    private int coldStarts;
    private int refusals;
    private int loads;
    private long maxWaitNanos;
    private long lastEndNanos;

    Recorder(SimulationPlan plan) {
        this.plan = plan;
        Trace trace = plan.trace();
        hottest = new ModelId(trace.mostRequested());
        unfinished = trace.arrivals().size();
        arrivedNanos = new long[unfinished];
        latencyNanos = new long[unfinished];
        inferenceNanos = new long[unfinished];
    }

    int unfinished() {
        return unfinished;
    }

    /** @param costNanos what its inference takes by itself */
    void arrived(InvocationId id, long nowNanos, long costNanos) {
        arrivedNanos[index(id)] = nowNanos;
        inferenceNanos[index(id)] = costNanos;
    }

    void dispatched(Command.Dispatch dispatch, boolean miss) {
        misses += miss ? 1 : 0;
        falseMisses += miss && dispatch.kind() == Command.Kind.FALSE_MISS ? 1 : 0;
    }

    void refused() {
        refusals++;
    }

    void loaded(Load load, long nowNanos) {
        loads++;
        if (load.model().equals(hottest)) {
            replicas.add(nowNanos, 1);
        }
    }

    void evicted(ModelId model, long nowNanos) {
        if (model.equals(hottest)) {
            replicas.add(nowNanos, -1);
        }
    }

    void finished(Task task, long nowNanos) {
        int index = index(task.invocation().id());
        latencyNanos[index] = nowNanos - arrivedNanos[index];
        maxWaitNanos = Math.max(maxWaitNanos, task.begunNanos() - arrivedNanos[index]);
        coldStarts += task.cold() ? 1 : 0;
        lastEndNanos = nowNanos;
        unfinished--;
    }

    private static int index(InvocationId id) {
        return Integer.parseInt(id.value()) - 1;
    }

    SimulationResult result(Collection<SimulatedGpu> gpus) {
        Distribution latencies = Distribution.ofNanos(latencyNanos);
        Distribution bound = ZeroMissBound.latencies(arrivedNanos, inferenceNanos, gpus.size());
        double invocations = latencyNanos.length;
        double makespanSeconds = (lastEndNanos - arrivedNanos[0]) / SECOND;
        List<Lanes> lanes = gpus.stream().map(SimulatedGpu::lanes).toList();
        double computeSeconds = lanes.stream().mapToLong(Lanes::computeNanos).sum() / SECOND;
        PolicyChoice choice = plan.choice();
        RunSummary summary = new RunSummary(
                choice.policy(),
                plan.trace().name(),
                latencyNanos.length,
                latencies.mean(),
                latencies.percentile(50),
                latencies.percentile(95),
                latencies.percentile(99),
                latencies.max(),
                latencies.variance(),
                misses / invocations,
                falseMisses / invocations,
                computeSeconds / (gpus.size() * makespanSeconds),
                lanes.stream().mapToLong(Lanes::copyNanos).sum() / SECOND,
                lanes.stream().mapToLong(Lanes::bothNanos).sum() / SECOND,
                maxWaitNanos / SECOND,
                replicas.mean(arrivedNanos[0], lastEndNanos),
                bound.mean(),
                bound.percentile(99),
                latencies.mean() / bound.mean(),
                latencies.percentile(99) / bound.percentile(99),
                loads,
                coldStarts / invocations,
                refusals,
                makespanSeconds,
                choice.eviction(),
                plan.variant(),
                plan.rate(),
                gpus.size(),
                plan.cluster().hostBytesPerSecond().isPresent(),
                choice.schedulers(),
                choice.maxBatch());
        return new SimulationResult(summary, latencies, hottest.name(), replicas);
    }
}
