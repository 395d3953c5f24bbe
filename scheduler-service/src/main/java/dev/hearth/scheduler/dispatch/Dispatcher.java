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
import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.InvocationId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Carries the core's commands out and turns what becomes of them into events. A dispatch is fenced (from its second attempt
 * on), claimed, handed over and answered; the claim goes back with the GPU's next one in a single call where there is one.
 */
final class Dispatcher implements CommandHandler {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Intake intake;
    private final WorkerDirectory workers;
    private final Claims claims;
    private final WorkerClient client;
    private final OutcomeLog outcomes;
    private final EventInbox inbox;
    private final Map<InvocationId, Claims.Release> toRelease = new ConcurrentHashMap<>();

    Dispatcher(
            Intake intake,
            WorkerDirectory workers,
            Claims claims,
            WorkerClient client,
            OutcomeLog outcomes,
            EventInbox inbox) {
        this.intake = intake;
        this.workers = workers;
        this.claims = claims;
        this.client = client;
        this.outcomes = outcomes;
        this.inbox = inbox;
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
        log.debug(
                "dispatch invocation={} attempt={} gpu={} kind={} evict={}",
                id,
                dispatch.invocation().attempt(),
                dispatch.gpu(),
                dispatch.kind(),
                dispatch.evict());
        fence(dispatch, accepted)
                .then(Mono.defer(() -> release == null ? claims.claim(dispatch) : claims.claimAfter(release, dispatch)))
                .flatMap(outcome -> handOver(dispatch, accepted, url, outcome))
                .subscribe(inbox::post, failure -> {
                    log.warn("not claimed invocation={} gpu={}: {}", id, dispatch.gpu(), failure.toString());
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
                var request = request(dispatch, accepted, granted.evict());
                var body = accepted.invocation().body() instanceof Payload.Inline inline ? inline.bytes() : new byte[0];
                yield client.dispatch(dispatch.gpu().worker(), url, request, body)
                        .map(answer -> event(dispatch, answer));
            }
            case Claims.Outcome.Refused refused -> {
                log.debug(
                        "claim refused invocation={} gpu={} reason={}",
                        dispatch.invocation().id(),
                        dispatch.gpu(),
                        refused.reason());
                yield Mono.just(new Event.DispatchRefused(
                        dispatch.invocation().id(),
                        dispatch.gpu(),
                        refused.reason(),
                        refused.state()
                                .map(state -> GpuReports.of(dispatch.gpu().worker(), dispatch.epoch(), state))));
            }
        };
    }

    private static DispatchRequest request(Command.Dispatch dispatch, Accepted accepted, List<ModelReference> evict) {
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
                invocation.body() instanceof Payload.Reference reference ? reference : null);
    }

    private Event event(Command.Dispatch dispatch, WorkerClient.Answer answer) {
        var id = dispatch.invocation().id();
        var gpu = dispatch.gpu();
        return switch (answer) {
            case WorkerClient.Answer.Ended(DispatchReply reply) -> {
                var release = release(dispatch, Optional.of(reply.gpu()));
                toRelease.put(id, release);
                yield new Event.InvocationCompleted(
                        id,
                        gpu,
                        reply.state() == InvocationState.SUCCEEDED,
                        nanos(reply.timing().loadMs()),
                        nanos(reply.timing().inferenceMs()),
                        Optional.of(GpuReports.of(gpu.worker(), dispatch.epoch(), reply.gpu())));
            }
            case WorkerClient.Answer.Refused(Refusal refusal) -> {
                log.info(
                        "refused invocation={} gpu={} reason={} detail={}",
                        id,
                        gpu,
                        refusal.reason(),
                        refusal.detail());
                giveBack(release(dispatch, Optional.empty()));
                yield new Event.DispatchRefused(id, gpu, refusal.reason().name(), state(gpu, refusal));
            }
            case WorkerClient.Answer.NotPermitted _ -> {
                giveBack(release(dispatch, Optional.empty()));
                yield new Event.DispatchRefused(id, gpu, "SUSPENDED", Optional.empty());
            }
            case WorkerClient.Answer.Broken(Throwable cause) -> {
                log.warn("exchange broke invocation={} gpu={}: {}", id, gpu, cause.toString());
                yield new Event.DispatchLost(id, gpu);
            }
        };
    }

    private static Optional<GpuReport> state(GpuId gpu, Refusal refusal) {
        return refusal.gpus().stream()
                .filter(state -> state.index() == gpu.index())
                .map(state -> GpuReports.of(gpu.worker(), refusal.epoch(), state))
                .findFirst();
    }

    private static Claims.Release release(
            Command.Dispatch dispatch, Optional<dev.hearth.contracts.worker.GpuState> state) {
        return new Claims.Release(
                dispatch.invocation().id(),
                dispatch.gpu(),
                dispatch.epoch(),
                dispatch.invocation().attempt(),
                state);
    }

    /** A claim that cannot be given back goes by itself once no report names it. */
    private void giveBack(Claims.Release release) {
        claims.release(release)
                .subscribe(
                        null,
                        failure -> log.warn(
                                "claim of invocation={} not given back: {}", release.id(), failure.toString()));
    }

    private void recall(Command.Recall recall) {
        var url = workers.url(recall.gpu().worker());
        if (url != null) {
            client.recall(url, recall.id().value())
                    .subscribe(
                            null,
                            failure -> log.warn("not recalled invocation={}: {}", recall.id(), failure.toString()));
        }
    }

    private void end(InvocationId id, InvocationState state, ErrorCode code, String detail) {
        var accepted = intake.find(id);
        if (accepted == null) {
            return;
        }
        log.info("ended invocation={} state={} code={} detail={}", id, state.wireName(), code, detail);
        outcomes.ended(accepted.invocation(), state, millis(System.nanoTime() - accepted.readNanos()), code, detail)
                .subscribe(
                        null, failure -> log.error("lost end of invocation={}", id, failure), () -> intake.finish(id));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }
}
