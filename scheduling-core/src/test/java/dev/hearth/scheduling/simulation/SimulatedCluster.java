package dev.hearth.scheduling.simulation;

import static dev.hearth.scheduling.simulation.Timeline.MILLISECOND;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.simulation.SimulatedGpu.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Three workers of two GPUs in virtual time, and all that may go wrong between them and the scheduler. */
final class SimulatedCluster {

    private static final int WORKERS = 3;
    private static final int GPUS = 2;
    private static final long HEARTBEAT = 20 * MILLISECOND;

    private final RandomGenerator random;
    private final Weather weather;
    private final Scheduler scheduler;
    private final Timeline timeline = new Timeline();
    private final Ledger ledger = new Ledger();
    private final Recording recording = new Recording();
    private final Map<String, List<SimulatedGpu>> workers = new TreeMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<InvocationId, Exchange> exchanges = new HashMap<>();
    private final Set<InvocationId> done = new HashSet<>();
    private boolean fair;
    private long timer;
    private int foreign;

    SimulatedCluster(RandomGenerator random, Weather weather, Scheduler scheduler) {
        this.random = random;
        this.weather = weather;
        this.scheduler = scheduler;
    }

    /** Runs until every one of the invocations has ended; the weather clears when the last has arrived. */
    void run(int invocations) {
        for (int worker = 0; worker < WORKERS; worker++) {
            String name = "worker-" + worker;
            start(name);
            timeline.after(random.nextLong(HEARTBEAT), () -> heartbeat(name));
        }
        long at = 0;
        for (int number = 0; number < invocations; number++) {
            at += random.nextLong(3 * MILLISECOND);
            Invocation invocation = Demand.invocation(number, at, random);
            timeline.after(at, () -> deliver(new Event.InvocationArrived(invocation)));
            if (chance(weather.unwanted())) {
                Event unwanted = random.nextBoolean()
                        ? new Event.InvocationCancelled(invocation.id())
                        : new Event.InvocationSettled(invocation.id());
                timeline.after(at + random.nextLong(40 * MILLISECOND), () -> deliver(unwanted));
            }
        }
        timeline.after(at, this::clearUp);
        long limit = at + 60_000 * MILLISECOND;
        while (!(fair && ledger.everyoneHasEnded())) {
            if (!timeline.advance() || timeline.nowNanos() > limit) {
                throw new AssertionError("some invocations never end; so far " + ledger.ends());
            }
        }
    }

    Recording recording() {
        return recording;
    }

    Map<String, Integer> ends() {
        return ledger.ends();
    }

    private void clearUp() {
        fair = true;
        for (int worker = 0; worker < WORKERS; worker++) {
            deliver(new Event.WorkerResumed("worker-" + worker));
        }
    }

    private void deliver(Event event) {
        long now = timeline.nowNanos();
        List<Command> commands = recording.apply(scheduler, event, now);
        ledger.check(scheduler, event, commands, now);
        commands.forEach(this::carryOut);
    }

    /** Over the network: later, and now and then twice. */
    private void send(Event event) {
        long delay = delay();
        timeline.after(delay, () -> deliver(event));
        if (chance(weather.duplicated()) && event instanceof Event.WorkerReported) {
            timeline.after(delay + random.nextLong(30 * MILLISECOND), () -> deliver(event));
        }
    }

    private long delay() {
        return MILLISECOND / 10 + random.nextLong(2 * MILLISECOND);
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability && !(fair && !weather.calm());
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.Dispatch dispatch -> carry(dispatch);
            case Command.Recall recall -> timeline.after(MILLISECOND, () -> recall(recall));
            case Command.WakeUpAt wakeUp -> {
                long mine = ++timer;
                timeline.after(wakeUp.nanos() - timeline.nowNanos() + random.nextLong(MILLISECOND), () -> {
                    if (mine == timer) {
                        deliver(new Event.TimeReached());
                    }
                });
            }
            case Command.Load load -> carry(load);
            case Command.Fail _, Command.Expire _, Command.Cancel _ -> {}
        }
    }

    private void carry(Command.Dispatch dispatch) {
        Exchange exchange = new Exchange(dispatch);
        exchanges.put(dispatch.invocation().id(), exchange);
        if (chance(weather.refused())) {
            refuse(exchange, "NOT_ACCEPTING");
            return;
        }
        boolean breaks = chance(weather.lost());
        if (breaks) {
            timeline.after(random.nextLong(20 * MILLISECOND), () -> breakOff(exchange));
        }
        if (!breaks || random.nextBoolean()) {
            // A GPU gets its dispatches in order while the weather is calm.
            timeline.after(weather.calm() ? MILLISECOND : delay(), () -> arrive(exchange));
        }
    }

    private void carry(Command.Load load) {
        long answer = delay();
        if (chance(weather.refused())) {
            timeline.after(answer, () -> deliver(failed(load, Optional.empty())));
        } else if (chance(weather.lost())) {
            timeline.after(answer + random.nextLong(20 * MILLISECOND), () -> deliver(failed(load, Optional.empty())));
            timeline.after(delay(), () -> arrive(load, false));
        } else {
            timeline.after(delay(), () -> arrive(load, true));
        }
    }

    /** @param answered whether the scheduler hears of it */
    private void arrive(Command.Load load, boolean answered) {
        Optional<SimulatedGpu> found = gpu(load.gpu()).filter(gpu -> gpu.epoch == load.epoch());
        boolean loaded = found.isPresent() && found.get().load(load.model(), load.modelBytes(), load.evict());
        if (!loaded && weather.calm()) {
            throw new AssertionError("a worker has to refuse " + load);
        }
        if (answered) {
            long took = loaded ? 10 * MILLISECOND + random.nextLong(20 * MILLISECOND) : 0;
            timeline.after(took + delay(), () -> {
                Optional<GpuReport> state =
                        found.map(SimulatedGpu::report).filter(_ -> loaded && !chance(weather.stateless()));
                deliver(
                        loaded
                                ? new Event.ModelLoaded(load.model(), load.gpu(), load.epoch(), took, state)
                                : failed(load, state));
            });
        }
    }

    private static Event failed(Command.Load load, Optional<GpuReport> state) {
        return new Event.LoadFailed(load.model(), load.gpu(), load.epoch(), "NO_MEMORY", state);
    }

    private void breakOff(Exchange exchange) {
        answer(
                exchange,
                dispatch -> new Event.DispatchLost(dispatch.invocation().id(), dispatch.gpu()));
    }

    private void refuse(Exchange exchange, String reason) {
        if (weather.calm()) {
            throw new AssertionError("a worker has to refuse " + exchange.dispatch() + ": " + reason);
        }
        Optional<GpuReport> state =
                gpu(exchange.dispatch().gpu()).map(SimulatedGpu::report).filter(_ -> !chance(weather.stateless()));
        answer(
                exchange,
                dispatch -> new Event.DispatchRefused(dispatch.invocation().id(), dispatch.gpu(), reason, state));
    }

    /** Answers once. What the scheduler gets for a dispatch that it no longer waits for is stale. */
    private void answer(Exchange exchange, Function<Command.Dispatch, Event> event) {
        if (exchange.close()) {
            timeline.after(delay(), () -> {
                boolean newest = exchange
                        == exchanges.get(exchange.dispatch().invocation().id());
                boolean elsewhere = !ledger.inFlightAt(
                        exchange.dispatch().invocation().id(),
                        exchange.dispatch().gpu());
                if (newest || elsewhere) {
                    deliver(event.apply(exchange.dispatch()));
                }
            });
        }
    }

    private Optional<SimulatedGpu> gpu(GpuId id) {
        return Optional.ofNullable(workers.get(id.worker())).map(gpus -> gpus.get(id.index()));
    }

    private void arrive(Exchange exchange) {
        Command.Dispatch dispatch = exchange.dispatch();
        Optional<SimulatedGpu> found = gpu(dispatch.gpu());
        if (found.isEmpty()) {
            breakOff(exchange);
            return;
        }
        SimulatedGpu gpu = found.get();
        Invocation invocation = dispatch.invocation();
        if (gpu.epoch != dispatch.epoch()) {
            refuse(exchange, "STALE_EPOCH");
        } else if (gpu.find(invocation.id()).isPresent()) {
            return; // attached: it is answered when that one ends
        } else if (done.contains(invocation.id())) {
            complete(exchange, gpu, true, 0, 0);
        } else {
            Task task = new Task(
                    invocation.id(), invocation.model(), invocation.attempt(), invocation.deadlineNanos(), false);
            boolean hit = dispatch.kind() == Command.Kind.HIT;
            Optional<String> refusal = gpu.admit(task, invocation.modelBytes(), dispatch.evict(), hit);
            if (refusal.isPresent()) {
                refuse(exchange, refusal.get());
            } else if (gpu.tasks() == 1) {
                runNext(gpu);
            }
        }
    }

    private void runNext(SimulatedGpu gpu) {
        gpu.running().ifPresent(task -> {
            // The deadline is checked last: an expired invocation leaves a loaded model behind.
            long load = task.load() ? 10 * MILLISECOND + random.nextLong(20 * MILLISECOND) : 0;
            boolean expired = task.deadlineNanos() <= timeline.nowNanos() + load;
            long inference = expired ? 0 : MILLISECOND + random.nextLong(5 * MILLISECOND);
            timeline.after(load + inference, () -> ended(gpu, task, !expired, load, inference));
        });
    }

    private void ended(SimulatedGpu gpu, Task task, boolean succeeded, long load, long inference) {
        if (gpu(gpu.id).filter(present -> present == gpu).isEmpty()) {
            return; // the worker died meanwhile
        }
        gpu.end(task);
        done.add(task.id());
        Exchange exchange = exchanges.get(task.id());
        if (exchange != null && exchange.dispatch().gpu().equals(gpu.id)) {
            complete(exchange, gpu, succeeded, load, inference);
        }
        runNext(gpu);
    }

    private void complete(Exchange exchange, SimulatedGpu gpu, boolean succeeded, long load, long inference) {
        Optional<GpuReport> state = Optional.of(gpu.report()).filter(_ -> !chance(weather.stateless()));
        answer(
                exchange,
                dispatch -> new Event.InvocationCompleted(
                        dispatch.invocation().id(), dispatch.gpu(), succeeded, load, inference, state));
    }

    private void recall(Command.Recall recall) {
        Exchange exchange = exchanges.get(recall.id());
        gpu(recall.gpu())
                .filter(gpu -> exchange != null && gpu.endUnstarted(recall.id()))
                .ifPresent(gpu -> complete(Objects.requireNonNull(exchange), gpu, false, 0, 0));
    }

    private void heartbeat(String name) {
        timeline.after(HEARTBEAT, () -> heartbeat(name));
        List<SimulatedGpu> gpus = workers.get(name);
        if (gpus == null) {
            return;
        }
        long epoch = epochs.getOrDefault(name, 0L);
        List<GpuReport> reports = gpus.stream().map(SimulatedGpu::report).toList();
        send(new Event.WorkerReported(name, epoch, reports));
        if (chance(weather.foreign())) {
            intrude(gpus.get(random.nextInt(GPUS)));
        }
        if (chance(weather.killed())) {
            kill(name, epoch);
        } else if (chance(weather.killed())) {
            // Its lease runs out though it lives, and it comes back under the same epoch.
            deliver(new Event.WorkerLost(name, epoch));
        } else if (chance(weather.killed())) {
            deliver(new Event.WorkerSuspended(name));
            timeline.after(random.nextLong(60 * MILLISECOND), () -> deliver(new Event.WorkerResumed(name)));
        }
    }

    private void intrude(SimulatedGpu gpu) {
        int model = random.nextInt(Demand.MODELS - 1);
        Task task = new Task(new InvocationId("foreign-" + foreign++), Demand.model(model), 1, Long.MAX_VALUE, false);
        if (gpu.admitForeign(task, Demand.bytes(model)) && gpu.tasks() == 1) {
            runNext(gpu);
        }
    }

    private void kill(String name, long epoch) {
        workers.remove(name);
        long back = random.nextLong(120 * MILLISECOND);
        // Sometimes it is back before anyone has missed it.
        timeline.after(60 * MILLISECOND, () -> deliver(new Event.WorkerLost(name, epoch)));
        timeline.after(back, () -> start(name));
    }

    private void start(String name) {
        long epoch = epochs.merge(name, 1L, Long::sum);
        workers.put(name, SimulatedGpu.row(name, epoch, GPUS));
    }
}
