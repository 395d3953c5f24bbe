package dev.hearth.scheduling;

import dev.hearth.scheduling.cache.EvictionPolicy;
import dev.hearth.scheduling.cluster.Admitted;
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cost.CostModel;
import dev.hearth.scheduling.cost.Expected;
import dev.hearth.scheduling.cost.ModelForecast;
import dev.hearth.scheduling.cost.Popularity;
import dev.hearth.scheduling.fleet.Copy;
import dev.hearth.scheduling.fleet.Displaced;
import dev.hearth.scheduling.fleet.Fleet;
import dev.hearth.scheduling.fleet.Flight;
import dev.hearth.scheduling.fleet.Flight.Wish;
import dev.hearth.scheduling.fleet.Gpu;
import dev.hearth.scheduling.placement.PlacementPolicy;
import dev.hearth.scheduling.queue.GlobalQueue;
import dev.hearth.scheduling.time.Alarms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state machine that decides: an event goes in, commands come out. It depends on events and their times alone, so a
 * replay of the same events gives the same commands.
 *
 * <p>Not thread-safe: one thread owns it. An invocation it knows is in exactly one place: the global queue, the local
 * queue of one GPU, or in flight to one GPU.
 */
public final class Scheduler {

    private final Settings settings;
    private final int maxBatch;
    private final GlobalQueue queue = new GlobalQueue();
    private final Alarms<InvocationId> deadlines = new Alarms<>();
    private final Fleet fleet;
    private final CostModel costs;
    private final Popularity popularity = new Popularity();
    private final Planner planner;
    private final Explainer explainer;
    private final Alarms<InvocationId> retries = new Alarms<>();
    private final Alarms<GpuId> backOffs = new Alarms<>();
    private final List<Command> commands = new ArrayList<>();
    private long nowNanos = Long.MIN_VALUE;
    private long wakeUpNanos = Alarms.NEVER;
    private long arrivals;
    private long largestCapacityBytes;
    private @Nullable ModelId learned;

    public Scheduler(PlacementPolicy policy, EvictionPolicy evictions, Settings settings) {
        this.settings = settings;
        this.maxBatch = policy.batches() ? settings.maxBatch() : 1;
        this.fleet = new Fleet(settings.dispatchAhead());
        this.costs = new CostModel(settings.learnsCosts());
        this.explainer = new Explainer(policy);
        this.planner = new Planner(policy, evictions, settings, queue, deadlines, fleet, costs, popularity, explainer);
    }

    /**
     * Takes one event and decides all that follows from it.
     *
     * @param nowNanos a monotonic clock; a time before the last one counts as the last one
     * @return to be carried out in this order; may be empty
     */
    public List<Command> apply(Event event, long nowNanos) {
        this.nowNanos = Math.max(this.nowNanos, nowNanos);
        commands.clear();
        learned = null;
        take(event);
        takeDue();
        failWhatFitsNowhere();
        planner.plan(arrived(event), this.nowNanos, commands);
        askToBeWoken();
        return List.copyOf(commands);
    }

    /** Invocations that wait, in the global and all local queues. */
    public int waiting() {
        return queue.size() + fleet.waiting();
    }

    /** Invocations dispatched and not answered. */
    public int inFlight() {
        return fleet.inFlight();
    }

    /** Whether the invocation waits or is in flight. */
    public boolean has(InvocationId id) {
        return queue.contains(id) || fleet.waits(id) || fleet.flight(id).isPresent();
    }

    /** Asks for the reasons of an invocation's placement, before it is placed. */
    public void explain(InvocationId id) {
        explainer.ask(id);
    }

    /** Empty unless they were asked for and it has been placed since. */
    public Optional<Explanation> explanation(InvocationId id) {
        return explainer.explanation(id);
    }

    /** How far off expected load times have been lately: the average of |expected - measured| / measured. */
    public double loadPredictionError() {
        return costs.loadError().average();
    }

    /** How far off expected inference times have been lately, likewise. */
    public double inferencePredictionError() {
        return costs.inferenceError().average();
    }

    /** What is expected of the model that the last event taught something of; empty if it taught nothing. */
    public Optional<ModelForecast> learned() {
        return Optional.ofNullable(learned).flatMap(costs::forecast);
    }

    public Snapshot snapshot() {
        return Snapshot.of(queue, fleet);
    }

    private static Optional<Invocation> arrived(Event event) {
        return event instanceof Event.InvocationArrived arrived ? Optional.of(arrived.invocation()) : Optional.empty();
    }

    private void take(Event event) {
        switch (event) {
            case Event.InvocationArrived arrived -> arrived(arrived.invocation());
            case Event.InvocationCancelled cancelled -> cancelled(cancelled.id());
            case Event.InvocationSettled settled -> settled(settled.id());
            case Event.WorkerReported reported ->
                requeue(fleet.report(reported.worker(), reported.epoch(), reported.gpus()));
            case Event.WorkerLost lost -> requeue(fleet.lose(lost.worker(), lost.epoch()));
            case Event.WorkerSuspended suspended -> requeue(fleet.suspend(suspended.worker(), true));
            case Event.WorkerResumed resumed -> requeue(fleet.suspend(resumed.worker(), false));
            case Event.DispatchRefused refused ->
                flight(refused.id(), refused.gpu()).ifPresent(flight -> refused(flight, refused));
            case Event.DispatchLost lost -> flight(lost.id(), lost.gpu()).ifPresent(this::lost);
            case Event.InvocationCompleted completed ->
                flight(completed.id(), completed.gpu()).ifPresent(flight -> completed(flight, completed));
            case Event.ModelProfiled profiled -> profiled(profiled);
            case Event.ModelLoaded loaded -> loaded(loaded);
            case Event.LoadFailed failed ->
                fleet.copy(failed.model(), failed.gpu(), failed.epoch()).ifPresent(copy -> failed(copy, failed));
            case Event.ModelsStaged staged -> fleet.stage(staged.worker(), staged.epoch(), staged.models());
            case Event.TimeReached() -> wakeUpNanos = Alarms.NEVER;
        }
    }

    /** Empty for an answer that has been overtaken: the invocation is not in flight there any more. */
    private Optional<Flight> flight(InvocationId id, GpuId gpu) {
        return fleet.flight(id).filter(flight -> flight.gpu().equals(gpu));
    }

    private void arrived(Invocation invocation) {
        if (has(invocation.id())) {
            wantedAgain(invocation.id());
            return;
        }
        popularity.arrived(invocation.model(), nowNanos);
        if (waiting() >= settings.queueLimit()) {
            fail(invocation.id(), Command.Failure.QUEUE_FULL, waiting() + " invocations wait, which is the limit");
            return;
        }
        enqueue(new Admitted(invocation.batchedAtMost(maxBatch), arrivals++, nowNanos));
        if (isTooLarge(invocation)) {
            failTooLarge(invocation);
        }
    }

    /** Let go of and taken in again while it was in flight: if it comes back, it has to run. */
    private void wantedAgain(InvocationId id) {
        fleet.flight(id)
                .filter(flight -> flight.wish() == Wish.FORGET)
                .ifPresent(flight -> fleet.replace(flight.wishing(Wish.RUN)));
    }

    private void cancelled(InvocationId id) {
        if (leaveQueues(id).isPresent()) {
            commands.add(new Command.Cancel(id));
        }
        fleet.flight(id).filter(flight -> flight.wish() == Wish.RUN).ifPresent(flight -> {
            fleet.replace(flight.wishing(Wish.CANCEL));
            commands.add(new Command.Recall(id, flight.gpu()));
        });
    }

    private void settled(InvocationId id) {
        leaveQueues(id);
        fleet.flight(id).ifPresent(flight -> fleet.replace(flight.wishing(Wish.FORGET)));
    }

    private void refused(Flight flight, Event.DispatchRefused refused) {
        requeue(fleet.land(flight, nowNanos, false, refused.state()));
        retries.cancel(flight.id());
        fleet.backOff(flight.gpu(), true);
        backOffs.set(flight.gpu(), nowNanos + settings.refusalBackoffNanos());
        // After a broken exchange the earlier one may have started it there all the same.
        comeBack(flight, flight.lost() ? flight.admitted().nextAttempt() : flight.admitted());
    }

    private void lost(Flight flight) {
        fleet.replace(flight.asLost());
        retries.set(flight.id(), nowNanos + settings.lostBackoffNanos());
    }

    private void completed(Flight flight, Event.InvocationCompleted completed) {
        retries.cancel(flight.id());
        boolean started = completed.succeeded() || completed.loadNanos() > 0 || completed.inferenceNanos() > 0;
        String type = type(flight.gpu());
        requeue(fleet.land(flight, nowNanos, started && completed.state().isEmpty(), completed.state()));
        if (completed.succeeded()) {
            learn(flight, completed, type);
        }
    }

    private void profiled(Event.ModelProfiled profiled) {
        learned = profiled.model();
        costs.profiled(profiled.model(), profiled.loadedFrom(), profiled.loadNanos(), profiled.inferenceNanos());
    }

    private void learn(Flight flight, Event.InvocationCompleted completed, String type) {
        if (completed.inferenceNanos() > 0) {
            learned = flight.model();
            // Of a batch its share: what is learned is how long one keeps the lane from others, so that what is
            // expected of those that wait adds up. It lies between the time of one alone and that time over the
            // largest batch.
            costs.measuredInference(
                    flight.model(),
                    type,
                    Math.ceilDiv(completed.inferenceNanos(), completed.batchSize()),
                    flight.expected().inferenceNanos());
        }
        // Unless the end of the load was told by itself. A hit that joined a load has waited for a part of it only.
        if (flight.loading()) {
            learnLoad(flight.model(), flight.gpu(), flight.expected(), completed.loadNanos());
        }
    }

    /** @param nanos 0 if the model was there already, by another scheduler's doing */
    private void learnLoad(ModelId model, GpuId gpu, Expected expected, long nanos) {
        if (nanos > 0) {
            learned = model;
            costs.measuredLoad(model, expected.loadedFrom(), type(gpu), nanos, expected.loadNanos());
        }
    }

    private void loaded(Event.ModelLoaded loaded) {
        Optional<Copy> ended = fleet.copy(loaded.model(), loaded.gpu(), loaded.epoch());
        if (ended.isPresent()) {
            learnLoad(loaded.model(), loaded.gpu(), ended.get().expected(), loaded.loadNanos());
            requeue(fleet.end(ended.get(), nowNanos, true, loaded.state()));
        } else {
            fleet.loaded(loaded.model(), loaded.gpu(), loaded.epoch(), nowNanos)
                    .ifPresent(
                            flight -> learnLoad(flight.model(), flight.gpu(), flight.expected(), loaded.loadNanos()));
        }
    }

    private void failed(Copy copy, Event.LoadFailed failed) {
        requeue(fleet.end(copy, nowNanos, false, failed.state()));
        fleet.backOff(copy.gpu(), true);
        backOffs.set(copy.gpu(), nowNanos + settings.refusalBackoffNanos());
    }

    private String type(GpuId gpu) {
        return fleet.gpu(gpu).map(Gpu::type).orElse("");
    }

    private void requeue(Displaced displaced) {
        displaced.waiting().forEach(this::enqueue);
        for (Flight flight : displaced.flights()) {
            retries.cancel(flight.id());
            comeBack(flight, flight.admitted().afterDeath());
        }
    }

    private void comeBack(Flight flight, Admitted next) {
        switch (flight.wish()) {
            case RUN -> {
                if (next.deaths() >= settings.deathLimit()) {
                    fail(flight.id(), Command.Failure.WORKER_LOST, next.deaths() + " workers were lost under it");
                } else {
                    enqueue(next);
                }
            }
            case CANCEL -> commands.add(new Command.Cancel(flight.id()));
            case FORGET -> {}
        }
    }

    private void enqueue(Admitted admitted) {
        queue.add(admitted);
        deadlines.set(admitted.id(), admitted.invocation().deadlineNanos());
    }

    private Optional<Admitted> leaveQueues(InvocationId id) {
        deadlines.cancel(id);
        return queue.remove(id).or(() -> fleet.leave(id));
    }

    private void takeDue() {
        fleet.endKeeps(nowNanos);
        for (GpuId gpu : backOffs.due(nowNanos)) {
            fleet.backOff(gpu, false);
        }
        for (InvocationId id : retries.due(nowNanos)) {
            fleet.flight(id).ifPresent(this::retry);
        }
        for (InvocationId id : deadlines.due(nowNanos)) {
            Optional<Admitted> left = leaveQueues(id);
            if (left.isPresent() && hasNoPlace(left.get().invocation())) {
                failWithoutPlace(left.get().invocation());
            } else {
                commands.add(new Command.Expire(id));
            }
        }
    }

    /** Whether its model could be nowhere, however idle the fleet were. */
    private boolean hasNoPlace(Invocation invocation) {
        return fleet.size() > 0
                && fleet.all().stream().noneMatch(gpu -> gpu.hasPlaceFor(invocation.model(), invocation.modelBytes()));
    }

    private void failWithoutPlace(Invocation invocation) {
        long refusing = fleet.all().stream()
                .filter(gpu -> gpu.refuses(invocation.model()))
                .count();
        long keeping = fleet.size() - refusing;
        fail(
                invocation.id(),
                Command.Failure.NO_CAPACITY,
                "until its deadline none of " + fleet.size() + " GPUs had room for model " + invocation.model() + " of "
                        + invocation.modelBytes() + " bytes: " + refusing + " have it quarantined, " + keeping
                        + " keep models that are pinned or kept warm");
    }

    private void retry(Flight flight) {
        boolean expired = flight.admitted().invocation().deadlineNanos() <= nowNanos;
        if (flight.wish() == Wish.RUN && !expired) {
            commands.add(Planner.dispatchOf(flight));
            return;
        }
        requeue(fleet.land(flight, nowNanos, false, Optional.empty()));
        if (flight.wish() == Wish.RUN) {
            commands.add(new Command.Expire(flight.id()));
        } else {
            comeBack(flight, flight.admitted());
        }
    }

    /** What fitted once may fit no longer when the largest GPU is gone. */
    private void failWhatFitsNowhere() {
        if (fleet.largestCapacityBytes() == largestCapacityBytes) {
            return;
        }
        largestCapacityBytes = fleet.largestCapacityBytes();
        for (Admitted admitted : List.copyOf(queue.all())) {
            if (isTooLarge(admitted.invocation())) {
                failTooLarge(admitted.invocation());
            }
        }
    }

    private boolean isTooLarge(Invocation invocation) {
        return fleet.largestCapacityBytes() > 0 && invocation.modelBytes() > fleet.largestCapacityBytes();
    }

    private void failTooLarge(Invocation invocation) {
        leaveQueues(invocation.id());
        fail(
                invocation.id(),
                Command.Failure.MODEL_LARGER_THAN_ANY_GPU,
                "model " + invocation.model() + " takes " + invocation.modelBytes()
                        + " bytes, the largest GPU known has " + fleet.largestCapacityBytes());
    }

    private void fail(InvocationId id, Command.Failure failure, String detail) {
        commands.add(new Command.Fail(id, failure, detail));
    }

    /** A wake-up asked for too early is left alone: it finds nothing due and asks again. */
    private void askToBeWoken() {
        long nextNanos = Math.min(
                Math.min(deadlines.nextNanos(), fleet.keepEndNanos()),
                Math.min(retries.nextNanos(), backOffs.nextNanos()));
        if (nextNanos < wakeUpNanos) {
            wakeUpNanos = nextNanos;
            commands.add(new Command.WakeUpAt(nextNanos));
        }
    }
}
