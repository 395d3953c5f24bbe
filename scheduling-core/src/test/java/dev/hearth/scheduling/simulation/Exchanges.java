package dev.hearth.scheduling.simulation;

import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.simulation.SimulatedGpu.Loading;
import dev.hearth.scheduling.simulation.SimulatedGpu.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dispatches and loads on their way to the GPUs, and their answers on their way back. */
final class Exchanges {

    private final Network network;
    private final Timeline timeline;
    private final SimulatedCluster cluster;
    private final Ledger ledger;
    private final Map<InvocationId, Exchange> exchanges = new HashMap<>();
    private final Map<SimulatedGpu, Command.Load> loads = new HashMap<>();
    private final Set<InvocationId> done = new HashSet<>();

    Exchanges(Network network, Timeline timeline, SimulatedCluster cluster, Ledger ledger) {
        this.network = network;
        this.timeline = timeline;
        this.cluster = cluster;
        this.ledger = ledger;
    }

    void carry(Command.Dispatch dispatch) {
        Exchange exchange = new Exchange(dispatch);
        exchanges.put(dispatch.invocation().id(), exchange);
        if (network.chance(network.weather().refused())) {
            refuse(exchange, "NOT_ACCEPTING");
            return;
        }
        boolean breaks = network.chance(network.weather().lost());
        if (breaks) {
            timeline.after(network.within(20), () -> breakOff(exchange));
        }
        if (!breaks || network.chance(0.5)) {
            timeline.after(network.orderDelay(), () -> arrive(exchange));
        }
    }

    private void arrive(Exchange exchange) {
        Command.Dispatch dispatch = exchange.dispatch();
        SimulatedGpu gpu = cluster.gpu(dispatch.gpu()).orElse(null);
        Invocation invocation = dispatch.invocation();
        if (gpu == null) {
            breakOff(exchange);
        } else if (gpu.epoch != dispatch.epoch()) {
            refuse(exchange, "STALE_EPOCH");
        } else if (gpu.has(invocation.id())) {
            return; // attached: it is answered when that one ends
        } else if (done.contains(invocation.id())) {
            complete(exchange, gpu, true, 0, 0);
        } else {
            Task task = new Task(invocation.id(), invocation.model(), invocation.attempt(), invocation.deadlineNanos());
            boolean hit = dispatch.kind() == Command.Kind.HIT;
            gpu.admit(task, invocation.modelBytes(), dispatch.evict(), hit)
                    .ifPresent(refusal -> refuse(exchange, refusal));
        }
    }

    void carry(Command.Load load) {
        if (network.chance(network.weather().refused())) {
            cluster.send(failed(load, Optional.empty()));
            return;
        }
        boolean breaks = network.chance(network.weather().lost());
        if (breaks) {
            timeline.after(network.within(20), () -> cluster.send(failed(load, Optional.empty())));
        }
        timeline.after(network.orderDelay(), () -> arrive(load, breaks));
    }

    private void arrive(Command.Load load, boolean broken) {
        Optional<SimulatedGpu> found = cluster.gpu(load.gpu()).filter(gpu -> gpu.epoch == load.epoch());
        Optional<String> refusal = found.isEmpty()
                ? Optional.of("STALE_EPOCH")
                : found.get().loadAhead(load.model(), load.modelBytes(), load.evict());
        refusal.ifPresent(reason -> refusedInCalm(load + ": " + reason));
        if (broken) {
            return;
        }
        if (refusal.isPresent()) {
            cluster.send(failed(load, found.flatMap(this::state)));
        } else {
            loads.put(found.get(), load);
        }
    }

    /** The worker is gone, and with it the loads that someone waits for. */
    void broken(SimulatedGpu gpu) {
        Command.Load load = loads.remove(gpu);
        if (load != null) {
            cluster.send(failed(load, Optional.empty()));
        }
    }

    void loaded(SimulatedGpu gpu, Loading loading) {
        boolean told = loading.forTask() == null
                ? endsOrdered(gpu, loading.model())
                : !network.chance(network.weather().untold());
        if (told) {
            cluster.send(new Event.ModelLoaded(loading.model(), gpu.id, gpu.epoch, loading.nanos(), state(gpu)));
        }
    }

    /** The load may be one of an exchange that broke, which nobody waits for any more. */
    private boolean endsOrdered(SimulatedGpu gpu, ModelId model) {
        Command.Load load = loads.get(gpu);
        return load != null && load.model().equals(model) && loads.remove(gpu, load);
    }

    void ended(SimulatedGpu gpu, Task task, boolean succeeded, long loadNanos, long inferenceNanos) {
        done.add(task.id());
        Exchange exchange = exchanges.get(task.id());
        if (exchange != null && exchange.dispatch().gpu().equals(gpu.id)) {
            complete(exchange, gpu, succeeded, loadNanos, inferenceNanos);
        }
    }

    void recall(Command.Recall recall) {
        @Nullable Exchange exchange = exchanges.get(recall.id());
        cluster.gpu(recall.gpu()).ifPresent(gpu -> {
            if (exchange != null && gpu.endUnstarted(recall.id())) {
                complete(exchange, gpu, false, 0, 0);
            }
        });
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
        refusedInCalm(exchange.dispatch() + ": " + reason);
        Optional<GpuReport> state = cluster.gpu(exchange.dispatch().gpu()).flatMap(this::state);
        answer(
                exchange,
                dispatch -> new Event.DispatchRefused(dispatch.invocation().id(), dispatch.gpu(), reason, state));
    }

    private void refusedInCalm(String what) {
        Books.check(!network.weather().calm(), "a worker has to refuse " + what);
    }

    private void complete(Exchange exchange, SimulatedGpu gpu, boolean succeeded, long loadNanos, long inferenceNanos) {
        Optional<GpuReport> state = state(gpu);
        answer(
                exchange,
                dispatch -> new Event.InvocationCompleted(
                        dispatch.invocation().id(), dispatch.gpu(), succeeded, loadNanos, inferenceNanos, state));
    }

    private Optional<GpuReport> state(SimulatedGpu gpu) {
        return Optional.of(gpu.report())
                .filter(_ -> !network.chance(network.weather().stateless()));
    }

    /** Answers once. What the scheduler gets for a dispatch that it no longer waits for is stale. */
    private void answer(Exchange exchange, Function<Command.Dispatch, Event> event) {
        if (exchange.close()) {
            timeline.after(network.delay(), () -> {
                Command.Dispatch dispatch = exchange.dispatch();
                boolean newest = exchange == exchanges.get(dispatch.invocation().id());
                boolean elsewhere = !ledger.inFlightAt(dispatch.invocation().id(), dispatch.gpu());
                if (newest || elsewhere) {
                    cluster.deliver(event.apply(dispatch));
                }
            });
        }
    }
}
