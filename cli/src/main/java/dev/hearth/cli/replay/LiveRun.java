package dev.hearth.cli.replay;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.costs.ModelCost;
import dev.hearth.simulator.PolicyChoice;
import dev.hearth.simulator.SimulationPlan;
import dev.hearth.simulator.SimulationResult;
import dev.hearth.simulator.measure.Distribution;
import dev.hearth.simulator.measure.RunSummary;
import dev.hearth.simulator.measure.StepSeries;
import dev.hearth.simulator.measure.ZeroMissBound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a trace met on a running system, in emulated seconds: the simulator's figures, measured.
 *
 * @param calls in the order of the trace
 * @param log of the cluster since the run began
 * @param beganEpochMillis when the first call could have been sent
 * @param refusals claims that the registry refused
 */
record LiveRun(
        SimulationPlan plan, double timeScale, List<Call> calls, ClusterLog log, long beganEpochMillis, long refusals) {

    private static final double SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    long errors() {
        return calls.stream().filter(call -> call.error() != null).count();
    }

    /** What the platform added to each call, in real milliseconds: all that is not waiting, loading or inference. */
    Distribution platformShare() {
        var costs = plan.modelCosts();
        return Distribution.ofNanos(
                calls.stream().mapToLong(call -> platformNanos(call, costs)).toArray());
    }

    private long platformNanos(Call call, Map<String, ModelCost> costs) {
        double emulated = (call.timing().queueMs() + call.timing().loadMs()) * NANOS_PER_MILLI
                + inferenceNanos(call, costs) / timeScale;
        return Math.max(0, call.latencyNanos() - Math.round(emulated));
    }

    private static long inferenceNanos(Call call, Map<String, ModelCost> costs) {
        return Objects.requireNonNull(costs.get(call.function())).inferenceNanos();
    }

    /** How late calls were sent, in real time. */
    Distribution lateness() {
        return Distribution.ofNanos(calls.stream().mapToLong(Call::lateNanos).toArray());
    }

    SimulationResult result() {
        PolicyChoice choice = plan.choice();
        Distribution latencies = Distribution.ofNanos(
                calls.stream().mapToLong(call -> emulated(call.latencyNanos())).toArray());
        Distribution bound = bound();
        double invocations = calls.size();
        double makespanSeconds = makespanNanos() / SECOND;
        StepSeries replicas = replicas();
        RunSummary summary = new RunSummary(
                choice.policy(),
                plan.trace().name(),
                calls.size(),
                latencies.mean(),
                latencies.percentile(50),
                latencies.percentile(95),
                latencies.percentile(99),
                latencies.max(),
                latencies.variance(),
                calls.stream().filter(Call::missed).count() / invocations,
                calls.stream().filter(call -> call.cache().equals("false-miss")).count() / invocations,
                computeSeconds() / (plan.cluster().gpus() * makespanSeconds),
                loadSeconds(),
                new HiddenLoads(log).millis() * timeScale / MILLIS_PER_SECOND,
                maxWaitSeconds(),
                replicas.mean(0, makespanNanos()),
                bound.mean(),
                bound.percentile(99),
                latencies.mean() / bound.mean(),
                latencies.percentile(99) / bound.percentile(99),
                log.loads().size(),
                calls.stream().filter(call -> call.timing().loadMs() > 0).count() / invocations,
                Math.toIntExact(refusals),
                makespanSeconds,
                choice.eviction(),
                plan.variant().isEmpty() ? "live" : "live, " + plan.variant(),
                plan.rate(),
                plan.cluster().gpus(),
                plan.cluster().hostBytesPerSecond().isPresent(),
                choice.schedulers(),
                choice.maxBatch());
        return new SimulationResult(summary, latencies, plan.trace().mostRequested(), replicas);
    }

    private long emulated(long realNanos) {
        return Math.round(realNanos * timeScale);
    }

    private long makespanNanos() {
        long last = calls.stream().mapToLong(Call::endedNanos).max().orElseThrow();
        return emulated(last - calls.getFirst().dueNanos());
    }

    private Distribution bound() {
        var costs = plan.modelCosts();
        long[] arrived =
                calls.stream().mapToLong(call -> emulated(call.dueNanos())).toArray();
        long[] inference =
                calls.stream().mapToLong(call -> inferenceNanos(call, costs)).toArray();
        return ZeroMissBound.latencies(arrived, inference, plan.cluster().gpus());
    }

    private double computeSeconds() {
        return calls.stream().mapToDouble(call -> call.timing().inferenceMs()).sum() * timeScale / MILLIS_PER_SECOND;
    }

    private double loadSeconds() {
        return log.loads().stream().mapToDouble(load -> load.record().loadMs()).sum() * timeScale / MILLIS_PER_SECOND;
    }

    private double maxWaitSeconds() {
        return calls.stream().mapToDouble(call -> call.timing().queueMs()).max().orElse(0)
                * timeScale
                / MILLIS_PER_SECOND;
    }

    /** Ready copies of the most requested model. */
    private StepSeries replicas() {
        String hottest = plan.trace().mostRequested();
        record Change(long epochMillis, int by) {}
        List<Change> changes = new ArrayList<>();
        log.loads().stream()
                .filter(load -> isOf(load.record().model(), hottest))
                .forEach(load -> changes.add(new Change(load.epochMillis(), 1)));
        log.evictions().stream()
                .filter(eviction -> isOf(eviction.record().model(), hottest))
                .forEach(eviction -> changes.add(new Change(eviction.epochMillis(), -1)));
        changes.sort(Comparator.comparingLong(Change::epochMillis));
        StepSeries series = new StepSeries();
        changes.forEach(change -> series.add(
                emulated(Math.round((change.epochMillis() - beganEpochMillis) * NANOS_PER_MILLI)), change.by()));
        return series;
    }

    private static boolean isOf(ModelReference model, String function) {
        return model.name().equals(function);
    }

    /** Errors with how often each came, the most frequent first. */
    Map<String, Long> errorCounts() {
        return calls.stream()
                .filter(call -> call.error() != null)
                .collect(Collectors.groupingBy(call -> String.valueOf(call.error()), Collectors.counting()));
    }
}
