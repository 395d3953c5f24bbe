package dev.hearth.scheduler.dispatch;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.scheduler.fleet.GpuReports;
import dev.hearth.scheduler.fleet.WorkerDirectory;
import dev.hearth.scheduler.intake.Accepted;
import dev.hearth.scheduler.intake.Intake;
import dev.hearth.scheduler.loop.CommandHandler;
import dev.hearth.scheduler.loop.EventInbox;
import dev.hearth.scheduler.outcome.OutcomeLog;
import dev.hearth.scheduling.Command;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.telemetry.trace.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Carries the core's commands out and turns what becomes of them into events. A dispatch is fenced (from its second attempt
 * on), claimed, handed over and answered; the claim goes back with the GPU's next one in a single call where there is one.
 */
final class Dispatcher implements CommandHandler {

    private final Intake intake;
    private final WorkerDirectory workers;
    private final Claims claims;
    private final WorkerClient client;
    private final OutcomeLog outcomes;
    private final EventInbox inbox;
    private final DispatchJournal journal;
    private final Loads loads;
    private final Map<InvocationId, Claims.Release> toRelease = new ConcurrentHashMap<>();

    Dispatcher(
            Intake intake,
            WorkerDirectory workers,
            Claims claims,
            WorkerClient client,
            OutcomeLog outcomes,
            EventInbox inbox,
            DispatchJournal journal,
            Loads loads) {
        this.intake = intake;
        this.workers = workers;
        this.claims = claims;
        this.client = client;
        this.outcomes = outcomes;
        this.inbox = inbox;
        this.journal = journal;
        this.loads = loads;
    }

    @Override
    public void handle(Event cause, List<Command> commands) {
        var release = releaseFor(cause);
        for (var command : commands) {
            switch (command) {
                case Command.Dispatch dispatch -> {
                    var taken = release != null && release.gpu().equals(dispatch.gpu()) ? release : null;
                    dispatch(dispatch, taken);
                    release = taken == null ? release : null;
                }
                case Command.Load load -> loads.load(load);
                case Command.Recall recall -> recall(recall);
                case Command.Fail fail ->
                    end(
                            fail.id(),
                            InvocationState.FAILED,
                            ErrorCode.valueOf(fail.failure().name()),
                            fail.detail());
                case Command.Expire expire ->
                    end(
                            expire.id(),
                            InvocationState.EXPIRED,
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline passed before a GPU was free");
                case Command.Cancel cancel ->
                    end(cancel.id(), InvocationState.CANCELLED, ErrorCode.CANCELLED, "cancelled before it started");
                case Command.WakeUpAt _ -> {}
            }
        }
        if (release != null) {
            giveBack(release);
        }
    }

    /** What a completion leaves to be given back, and its offset, which is done. */
    private Claims.@Nullable Release releaseFor(Event cause) {
        if (cause instanceof Event.InvocationCompleted completed) {
            intake.finish(completed.id());
            return toRelease.remove(completed.id());
        }
        return null;
    }

    private void dispatch(Command.Dispatch dispatch, Claims.@Nullable Release release) {
        var id = dispatch.invocation().id();
        var accepted = intake.find(id);
        var url = workers.url(dispatch.gpu().worker());
        if (accepted == null || url == null) {
            if (release != null) {
                giveBack(release);
            }
            // Nothing of it is this scheduler's any more, or the loss of the worker is already in the inbox.
            inbox.post(
                    accepted == null
                            ? new Event.InvocationCompleted(id, dispatch.gpu(), false, 0, 0, Optional.empty())
                            : new Event.DispatchLost(id, dispatch.gpu()));
            return;
        }
        journal.dispatched(dispatch);
        var wanted = Claims.Wanted.of(dispatch);
        fence(dispatch, accepted)
                .then(Mono.defer(() -> release == null ? claims.claim(wanted) : claims.claimAfter(release, wanted)))
                .flatMap(outcome -> handOver(dispatch, accepted, url, outcome))
                .subscribe(inbox::post, failure -> {
                    journal.notClaimed(id, dispatch.gpu(), failure);
                    inbox.post(new Event.DispatchRefused(id, dispatch.gpu(), "REGISTRY_UNAVAILABLE", Optional.empty()));
                });
    }

    /** From the second attempt on the log says first that earlier ones are void. */
    private Mono<Void> fence(Command.Dispatch dispatch, Accepted accepted) {
        var attempt = dispatch.invocation().attempt();
        return attempt > 1 ? outcomes.attempt(accepted.invocation(), attempt) : Mono.empty();
    }

    private Mono<Event> handOver(Command.Dispatch dispatch, Accepted accepted, String url, Claims.Outcome outcome) {
        return switch (outcome) {
            case Claims.Outcome.Granted granted -> {
                var waited = journal.waited(accepted)
                        .set("hearth.gpu", dispatch.gpu().toString())
                        .set("hearth.attempt", dispatch.invocation().attempt());
                var request = request(dispatch, accepted, granted.evict(), waited.context());
                waited.end();
                var body = accepted.invocation().body() instanceof Payload.Inline inline ? inline.bytes() : new byte[0];
                yield client.dispatch(dispatch.gpu().worker(), url, request, body)
                        .map(answer -> event(dispatch, answer));
            }
            case Claims.Outcome.Refused refused -> {
                journal.claimRefused(dispatch.invocation().id(), dispatch.gpu(), refused.reason());
                yield Mono.just(new Event.DispatchRefused(
                        dispatch.invocation().id(),
                        dispatch.gpu(),
                        refused.reason(),
                        refused.state()
                                .map(state -> GpuReports.of(dispatch.gpu().worker(), dispatch.epoch(), state))));
            }
        };
    }

    private static DispatchRequest request(
            Command.Dispatch dispatch, Accepted accepted, List<ModelReference> evict, TraceContext trace) {
        var invocation = accepted.invocation();
        var now = System.nanoTime();
        return new DispatchRequest(
                DispatchRequest.RECORD_VERSION,
                invocation.id(),
                invocation.label(),
                dispatch.invocation().attempt(),
                dispatch.epoch(),
                dispatch.gpu().index(),
                invocation.function(),
                invocation.namespace(),
                invocation.revision(),
                invocation.model(),
                invocation.modelDigest(),
                invocation.modelBytes(),
                evict,
                dispatch.kind() == Command.Kind.FALSE_MISS,
                invocation.createdEpochMillis(),
                Math.max(0, TimeUnit.NANOSECONDS.toMillis(accepted.deadlineNanos() - now)),
                millis(now - accepted.readNanos()),
                invocation.resultsPartition(),
                invocation.contentType(),
                invocation.body() instanceof Payload.Reference reference ? reference : null,
                dispatch.invocation().maxBatch(),
                invocation.maxDelayMillis(),
                trace.traceparent(),
                trace.tracestate());
    }

    private Event event(Command.Dispatch dispatch, WorkerClient.Answer<DispatchReply> answer) {
        var id = dispatch.invocation().id();
        var gpu = dispatch.gpu();
        return switch (answer) {
            case WorkerClient.Answer.Ended<DispatchReply>(DispatchReply reply) -> {
                var release = release(dispatch, Optional.of(reply.gpu()));
                toRelease.put(id, release);
                yield new Event.InvocationCompleted(
                        id,
                        gpu,
                        reply.state() == InvocationState.SUCCEEDED,
                        nanos(reply.timing().loadMs()),
                        nanos(reply.timing().inferenceMs()),
                        reply.batchSize(),
                        Optional.of(GpuReports.of(gpu.worker(), dispatch.epoch(), reply.gpu())));
            }
            case WorkerClient.Answer.Refused<DispatchReply>(Refusal refusal) -> {
                journal.refused(id, gpu, refusal);
                giveBack(release(dispatch, Optional.empty()));
                yield new Event.DispatchRefused(id, gpu, refusal.reason().name(), GpuReports.of(gpu, refusal));
            }
            case WorkerClient.Answer.NotPermitted<DispatchReply> _ -> {
                giveBack(release(dispatch, Optional.empty()));
                yield new Event.DispatchRefused(id, gpu, "SUSPENDED", Optional.empty());
            }
            case WorkerClient.Answer.Broken<DispatchReply>(Throwable cause) -> {
                journal.broke(id, gpu, cause);
                yield new Event.DispatchLost(id, gpu);
            }
        };
    }

    private static Claims.Release release(
            Command.Dispatch dispatch, Optional<dev.hearth.contracts.worker.GpuState> state) {
        return new Claims.Release(
                dispatch.invocation().id().value(),
                dispatch.gpu(),
                dispatch.epoch(),
                dispatch.invocation().attempt(),
                state);
    }

    /** A claim that cannot be given back goes by itself once no report names it. */
    private void giveBack(Claims.Release release) {
        claims.release(release).subscribe(null, failure -> journal.notGivenBack(release.id(), failure));
    }

    private void recall(Command.Recall recall) {
        var url = workers.url(recall.gpu().worker());
        if (url != null) {
            client.recall(url, recall.id().value())
                    .subscribe(null, failure -> journal.notRecalled(recall.id(), failure));
        }
    }

    private void end(InvocationId id, InvocationState state, ErrorCode code, String detail) {
        var accepted = intake.find(id);
        if (accepted == null) {
            return;
        }
        journal.ended(id, state, code, detail);
        var waited = journal.waited(accepted).fail(code.name());
        var invocation = accepted.invocation()
                .traced(waited.context().traceparent(), waited.context().tracestate());
        waited.end();
        outcomes.ended(invocation, state, millis(System.nanoTime() - accepted.readNanos()), code, detail)
                .subscribe(null, failure -> journal.endLost(id, failure), () -> intake.finish(id));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }
}
