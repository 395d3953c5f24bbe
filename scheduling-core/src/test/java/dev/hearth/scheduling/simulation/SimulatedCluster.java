package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.Scheduler;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.simulation.SimulatedGpu.Loading;
import dev.hearth.scheduling.simulation.SimulatedGpu.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Three workers of two GPUs in virtual time, and all that may go wrong between them and the scheduler. */
final class SimulatedCluster implements SimulatedGpu.Owner {

    private static final int WORKERS = 3;
    private static final int GPUS = 2;
    private static final int HEARTBEAT = 20;

    private final RandomGenerator random;
    private final Scheduler scheduler;
    private final long unitNanos;
    private final Network network;
    private final Timeline timeline = new Timeline();
    private final Ledger ledger;
    private final Exchanges exchanges;
    private final Recording recording = new Recording();
    private final Map<String, List<SimulatedGpu>> workers = new TreeMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<Task, Long> loadNanos = new HashMap<>();
    private long timer;
    private int foreign;

    /** @param unitNanos a load takes ten to thirty of these, an inference one to six, and one arrives every 1.5 */
    SimulatedCluster(RandomGenerator random, Weather weather, Scheduler scheduler, Promises promises, long unitNanos) {
        this.random = random;
        this.scheduler = scheduler;
        this.unitNanos = unitNanos;
        this.network = new Network(random, weather, unitNanos);
        this.ledger = new Ledger(promises);
        this.exchanges = new Exchanges(network, timeline, this, ledger);
    }

    /** Runs until every one of the invocations has ended; the weather clears when the last has arrived. */
    void run(int invocations) {
        for (int worker = 0; worker < WORKERS; worker++) {
            String name = "worker-" + worker;
            start(name);
            timeline.after(network.within(HEARTBEAT), () -> heartbeat(name));
        }
        long at = 0;
        for (int number = 0; number < invocations; number++) {
            at += network.within(3);
            Invocation invocation = Demand.invocation(number, at, unitNanos, random);
            timeline.after(at, () -> deliver(new Event.InvocationArrived(invocation)));
            if (network.chance(network.weather().unwanted())) {
                Event unwanted = random.nextBoolean()
                        ? new Event.InvocationCancelled(invocation.id())
                        : new Event.InvocationSettled(invocation.id());
                timeline.after(at + network.within(40), () -> deliver(unwanted));
            }
        }
        timeline.after(at, this::clearUp);
        long limit = at + 60_000 * unitNanos;
        while (!(network.fair() && ledger.everyoneHasEnded())) {
            if (!timeline.advance() || timeline.nowNanos() > limit) {
                throw new AssertionError(
                        "some invocations never end; so far " + ledger.ends() + ", at last " + scheduler.snapshot());
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
        network.clearUp();
        for (int worker = 0; worker < WORKERS; worker++) {
            deliver(new Event.WorkerResumed("worker-" + worker));
        }
    }

    void deliver(Event event) {
        long now = timeline.nowNanos();
        List<Command> commands = recording.apply(scheduler, event, now);
        ledger.check(scheduler, event, commands, now);
        commands.forEach(this::carryOut);
        for (List<SimulatedGpu> gpus : workers.values()) {
            for (SimulatedGpu gpu : gpus) {
                Books.check(gpu.usedBytes() <= gpu.capacityBytes(), gpu.id + " holds " + gpu.usedBytes() + " bytes");
            }
        }
    }

    /** Over the network: later, and now and then twice. */
    void send(Event event) {
        long delay = network.delay();
        timeline.after(delay, () -> deliver(event));
        if (network.chance(network.weather().duplicated())) {
            timeline.after(delay + network.within(30), () -> deliver(event));
        }
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.Dispatch dispatch -> exchanges.carry(dispatch);
            case Command.Load load -> exchanges.carry(load);
            case Command.Recall recall -> timeline.after(network.units(1), () -> exchanges.recall(recall));
            case Command.WakeUpAt wakeUp -> {
                long mine = ++timer;
                timeline.after(wakeUp.nanos() - timeline.nowNanos() + network.within(1), () -> {
                    if (mine == timer) {
                        deliver(new Event.TimeReached());
                    }
                });
            }
            case Command.Fail _, Command.Expire _, Command.Cancel _ -> {}
        }
    }

    Optional<SimulatedGpu> gpu(GpuId id) {
        return Optional.ofNullable(workers.get(id.worker())).map(gpus -> gpus.get(id.index()));
    }

    @Override
    public long loadNanos() {
        return network.loadNanos();
    }

    @Override
    public long inferenceNanos() {
        return network.inferenceNanos();
    }

    @Override
    public void loaded(SimulatedGpu gpu, Loading load) {
        if (load.forTask() != null) {
            loadNanos.put(load.forTask(), load.nanos());
        }
        exchanges.loaded(gpu, load);
    }

    @Override
    public void ended(SimulatedGpu gpu, Task task, boolean succeeded, long inferenceNanos) {
        exchanges.ended(gpu, task, succeeded, loadNanos.getOrDefault(task, 0L), inferenceNanos);
    }

    private void heartbeat(String name) {
        timeline.after(network.units(HEARTBEAT), () -> heartbeat(name));
        List<SimulatedGpu> gpus = workers.get(name);
        if (gpus == null) {
            return;
        }
        long epoch = epochs.getOrDefault(name, 0L);
        List<GpuReport> reports = gpus.stream().map(SimulatedGpu::report).toList();
        send(new Event.WorkerReported(name, epoch, reports));
        if (network.chance(network.weather().foreign())) {
            intrude(gpus.get(random.nextInt(GPUS)));
        }
        if (network.chance(network.weather().killed())) {
            kill(name, epoch);
        } else if (network.chance(network.weather().killed())) {
            // Its lease runs out though it lives, and it comes back under the same epoch.
            deliver(new Event.WorkerLost(name, epoch));
        } else if (network.chance(network.weather().killed())) {
            deliver(new Event.WorkerSuspended(name));
            timeline.after(network.within(60), () -> deliver(new Event.WorkerResumed(name)));
        }
    }

    private void intrude(SimulatedGpu gpu) {
        int model = random.nextInt(Demand.MODELS - 1);
        gpu.admitForeign(
                new Task(new InvocationId("foreign-" + foreign++), Demand.model(model), 1, Long.MAX_VALUE),
                Demand.bytes(model));
    }

    private void kill(String name, long epoch) {
        List<SimulatedGpu> gone = workers.remove(name);
        if (gone != null) {
            gone.forEach(SimulatedGpu::die);
            gone.forEach(exchanges::broken);
        }
        // Sometimes it is back before anyone has missed it.
        timeline.after(network.units(60), () -> deliver(new Event.WorkerLost(name, epoch)));
        timeline.after(network.within(120), () -> start(name));
    }

    private void start(String name) {
        long epoch = epochs.merge(name, 1L, Long::sum);
        workers.put(
                name,
                IntStream.range(0, GPUS)
                        .mapToObj(index ->
                                new SimulatedGpu(new GpuId(name, index), epoch, Demand.CAPACITY, timeline, this))
                        .toList());
    }
}
