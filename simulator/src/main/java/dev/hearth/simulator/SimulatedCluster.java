package dev.hearth.simulator;

import dev.hearth.costs.ModelCost;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.simulator.gpu.GpuListener;
import dev.hearth.simulator.gpu.Load;
import dev.hearth.simulator.gpu.SimulatedGpu;
import dev.hearth.simulator.gpu.Task;
import dev.hearth.simulator.time.Timeline;
import dev.hearth.simulator.time.Timeline.Rank;
import dev.hearth.simulator.trace.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries events to the schedulers and their commands to the GPUs. A scheduler that is alone is never told a GPU's state
 * again after the first report: it knows. Several hear of each other's doings by reports that take a while; what a GPU
 * cannot take as planned it refuses.
 */
final class SimulatedCluster implements GpuListener {

    private static final long MILLISECOND = 1_000_000;

    private final Timeline timeline = new Timeline();
    private final SimulationPlan plan;
    private final DecisionLog log;
    private final SimulatedFleet fleet;
    private final List<Decider> deciders;
    private final Recorder recorder;
    private final boolean alone;
    private final boolean overlaps;
    private final Messages messages;
    private final List<SimulatedGpu> touched = new ArrayList<>();

    SimulatedCluster(SimulationPlan plan, DecisionLog log) {
        this.plan = plan;
        this.log = log;
        this.fleet = new SimulatedFleet(plan, timeline, this);
        this.deciders = Decider.of(plan);
        this.recorder = new Recorder(plan);
        this.alone = deciders.size() == 1;
        this.overlaps = plan.choice().overlaps();
        this.messages = new Messages(plan.cluster().hops(), plan.cluster().gpus());
    }

    List<Decider> deciders() {
        return deciders;
    }

    SimulationResult run() {
        List<Event> introduction = fleet.introduction();
        deciders.forEach(decider -> introduction.forEach(event -> apply(decider, event)));
        List<Arrival> arrivals = plan.arrivals();
        for (int i = 0; i < arrivals.size(); i++) {
            InvocationId id = new InvocationId(Integer.toString(i + 1));
            Arrival arrival = arrivals.get(i);
            timeline.at(arrival.millis() * MILLISECOND, Rank.ARRIVAL, 0, () -> arrive(id, arrival.function()));
        }
        while (recorder.unfinished() > 0) {
            if (!timeline.advance()) {
                throw new IllegalStateException(recorder.unfinished() + " invocations are never run");
            }
        }
        return recorder.result(fleet.gpus());
    }

    private void arrive(InvocationId id, String function) {
        ModelId model = new ModelId(function);
        ModelCost cost = fleet.cost(model);
        recorder.arrived(id, timeline.nowNanos(), cost.inferenceNanos());
        Invocation invocation = new Invocation(
                id, model, cost.bytes(), 1, Long.MAX_VALUE, plan.choice().maxBatch());
        Decider decider = deciders.get(Math.floorMod(function.hashCode(), deciders.size()));
        Event event = new Event.InvocationArrived(invocation);
        deliver(timeline.nowNanos() + messages.wayNanos(), Rank.ARRIVAL, 0, () -> apply(decider, event));
    }

    /** Has something done when a message arrives: at once if messages take no time. */
    private void deliver(long nanos, Rank rank, int gpu, Runnable action) {
        if (messages.takeTime()) {
            timeline.at(nanos, rank, gpu, action);
        } else {
            action.run();
        }
    }

    private void apply(Decider decider, Event event) {
        // What is sent together travels together.
        long arrivalNanos = timeline.nowNanos() + messages.wayNanos();
        for (Command command : decider.apply(event, timeline.nowNanos())) {
            log.decided(timeline.nowNanos(), decider.name(), command);
            carryOut(command, decider, arrivalNanos);
        }
        // Only now: what was sent together runs together.
        if (!messages.takeTime()) {
            startTouched();
        }
    }

    private void startTouched() {
        touched.forEach(SimulatedGpu::start);
        touched.clear();
    }

    private void carryOut(Command command, Decider decider, long arrivalNanos) {
        switch (command) {
            case Command.Dispatch dispatch -> {
                SimulatedGpu gpu = fleet.gpu(dispatch.gpu());
                send(gpu, arrivalNanos, () -> dispatch(dispatch, gpu, decider));
            }
            case Command.Load load -> {
                SimulatedGpu gpu = fleet.gpu(load.gpu());
                send(gpu, arrivalNanos, () -> load(load, gpu, decider));
            }
            case Command.WakeUpAt wakeUp ->
                decider.wakeUp(timeline.at(
                        Math.max(wakeUp.nanos(), timeline.nowNanos()),
                        Rank.TIMER,
                        decider.number(),
                        () -> apply(decider, new Event.TimeReached())));
            case Command.Recall _, Command.Fail _, Command.Expire _, Command.Cancel _ ->
                throw new IllegalStateException("nothing in a trace leads to " + command);
        }
    }

    private void send(SimulatedGpu gpu, long arrivalNanos, Runnable message) {
        long nanos = messages.reachesGpu(gpu.number(), arrivalNanos);
        deliver(nanos, Rank.MESSAGE, gpu.number(), message);
        if (messages.takeTime()) {
            timeline.at(nanos, Rank.TIMER, gpu.number(), this::startTouched);
        }
    }

    private void tell(int scheduler, SimulatedGpu gpu, Event event) {
        long nanos = messages.reachesScheduler(gpu.number(), timeline.nowNanos() + messages.wayNanos());
        deliver(nanos, Rank.MESSAGE, gpu.number(), () -> apply(deciders.get(scheduler), event));
    }

    private void dispatch(Command.Dispatch dispatch, SimulatedGpu gpu, Decider decider) {
        Optional<String> objection = objection(dispatch, gpu, decider);
        if (objection.isPresent()) {
            InvocationId id = dispatch.invocation().id();
            refuse(
                    gpu,
                    objection.get(),
                    decider,
                    report -> new Event.DispatchRefused(id, gpu.id(), objection.get(), Optional.of(report)));
            return;
        }
        recorder.dispatched(dispatch, !gpu.holds(dispatch.invocation().model()));
        gpu.dispatch(dispatch, decider.number());
        touched.add(gpu);
        changed(gpu);
    }

    private Optional<String> objection(Command.Dispatch dispatch, SimulatedGpu gpu, Decider decider) {
        Invocation invocation = dispatch.invocation();
        boolean hit = dispatch.kind() == Command.Kind.HIT;
        if (!overlaps && gpu.busyForOthersThan(decider.number())) {
            return Optional.of("the GPU is busy");
        }
        if (gpu.holds(invocation.model())) {
            return alone && !hit ? Optional.of(invocation.model() + " is there already") : Optional.empty();
        }
        return hit
                ? Optional.of(invocation.model() + " is not there")
                : gpu.objection(invocation.model(), invocation.modelBytes(), dispatch.evict());
    }

    private void load(Command.Load load, SimulatedGpu gpu, Decider decider) {
        Optional<String> objection = gpu.holds(load.model())
                ? Optional.of(load.model() + " is there already")
                : gpu.objection(load.model(), load.modelBytes(), load.evict());
        if (objection.isPresent()) {
            refuse(
                    gpu,
                    objection.get(),
                    decider,
                    report -> new Event.LoadFailed(load.model(), gpu.id(), 1, objection.get(), Optional.of(report)));
            return;
        }
        gpu.load(load, decider.number());
        touched.add(gpu);
        changed(gpu);
    }

    /** Only a scheduler among several may be wrong about a GPU. */
    private void refuse(SimulatedGpu gpu, String objection, Decider decider, Refusal refusal) {
        if (alone) {
            throw new IllegalStateException(
                    "at " + timeline.nowNanos() + " ns " + gpu.id() + " cannot do as told: " + objection);
        }
        recorder.refused();
        GpuReport report = gpu.report();
        timeline.at(timeline.nowNanos(), Rank.MESSAGE, gpu.number(), () -> apply(decider, refusal.with(report)));
    }

    /** What a scheduler is answered. */
    private interface Refusal {
        Event with(GpuReport report);
    }

    @Override
    public void evicted(SimulatedGpu gpu, ModelId model) {
        recorder.evicted(model, timeline.nowNanos());
    }

    @Override
    public void loaded(SimulatedGpu gpu, Load load) {
        recorder.loaded(load, timeline.nowNanos());
        changed(gpu);
        if (load.ahead() || overlaps) {
            Event event = new Event.ModelLoaded(load.model(), gpu.id(), 1, load.nanos(), state(gpu));
            tell(load.scheduler(), gpu, event);
        }
    }

    @Override
    public void finished(SimulatedGpu gpu, Task task) {
        recorder.finished(task, timeline.nowNanos() + messages.wayNanos());
        changed(gpu);
        Event event = new Event.InvocationCompleted(
                task.invocation().id(),
                gpu.id(),
                true,
                task.loadNanos(),
                task.inferenceNanos(),
                task.batchSize(),
                state(gpu));
        tell(task.scheduler(), gpu, event);
    }

    private Optional<GpuReport> state(SimulatedGpu gpu) {
        return alone ? Optional.empty() : Optional.of(gpu.report());
    }

    private void changed(SimulatedGpu gpu) {
        if (alone) {
            return;
        }
        Event reported = new Event.WorkerReported(gpu.id().worker(), 1, List.of(gpu.report()));
        timeline.at(
                timeline.nowNanos() + plan.cluster().reportDelayNanos(),
                Rank.MESSAGE,
                gpu.number(),
                () -> deciders.forEach(decider -> apply(decider, reported)));
    }
}
