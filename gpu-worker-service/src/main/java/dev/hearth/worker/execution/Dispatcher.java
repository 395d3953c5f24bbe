package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.telemetry.logging.InvocationNames;
import dev.hearth.worker.WorkerIdentity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes dispatches in and answers them. No method blocks, {@link #awaitIdle} apart. */
public final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Reception reception;
    private final Runner runner;
    private final Gpus gpus;
    private final Membership membership;
    private final WorkerIdentity worker;
    private final DispatchMetrics metrics;

    Dispatcher(
            Reception reception,
            Runner runner,
            Gpus gpus,
            Membership membership,
            WorkerIdentity worker,
            DispatchMetrics metrics) {
        this.reception = reception;
        this.runner = runner;
        this.gpus = gpus;
        this.membership = membership;
        this.worker = worker;
        this.metrics = metrics;
    }

    /**
     * Admits or refuses a dispatch; completes when it ended.
     *
     * @param inline the body, unless the request names where it lies
     */
    CompletableFuture<Answer> dispatch(DispatchRequest request, byte[] inline, Moment arrival) {
        return switch (reception.decide(request, arrival)) {
            case Decision.Admitted(var execution) -> {
                metrics.admitted(execution);
                var input = request.input() == null ? new Payload.Inline(inline) : request.input();
                runner.start(execution, input, gpus.get(request.gpu()).computeLane());
                yield answer(execution.outcome().whenComplete((outcome, failure) -> metrics.ended(execution)));
            }
            case Decision.Attached(var execution) -> {
                try (var _ = InvocationNames.of(request).put()) {
                    log.debug("attached invocation={} attempt={}", request.invocation(), request.attempt());
                }
                yield answer(execution.outcome());
            }
            case Decision.Answered(var outcome) -> CompletableFuture.completedFuture(answer(outcome));
            case Decision.Refused(var reason, var detail) -> {
                try (var _ = InvocationNames.of(request).put()) {
                    log.debug(
                            "refused invocation={} attempt={} model={} reason={}: {}",
                            request.invocation(),
                            request.attempt(),
                            request.model(),
                            reason,
                            detail);
                }
                yield CompletableFuture.completedFuture(refused(reason, detail));
            }
        };
    }

    /** Ends a dispatch that has not started. */
    Recall recall(String invocation) {
        var execution = reception.current(invocation);
        if (execution.isEmpty()) {
            return reception.endedLately(invocation) ? Recall.TOO_LATE : Recall.UNKNOWN;
        }
        if (!runner.recall(execution.get())) {
            return Recall.TOO_LATE;
        }
        try (var _ = execution.get().names().put()) {
            log.info("recalled invocation={}", invocation);
        }
        return Recall.DONE;
    }

    /** Has the schedulers send elsewhere what was admitted here and has not started. */
    public void handBack() {
        for (var execution : reception.current()) {
            if (runner.handBack(execution)) {
                try (var _ = execution.names().put()) {
                    log.info("handed back invocation={}", execution.request().invocation());
                }
            }
        }
    }

    /**
     * Waits until no dispatch is under way.
     *
     * @return false if that did not happen in time
     */
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        return reception.awaitIdle(limit);
    }

    private CompletableFuture<Answer> answer(CompletableFuture<Outcome> ending) {
        return ending.thenApply(this::answer).exceptionallyCompose(failure -> {
            var cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof HandedBackException handedBack
                    ? CompletableFuture.completedFuture(
                            refused(Refusal.Reason.NOT_ACCEPTING, String.valueOf(handedBack.getMessage())))
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private Answer answer(Outcome outcome) {
        return new Answer.Ended(outcome.reply(gpus.get(outcome.gpu()).cache().state()));
    }

    private Answer refused(Refusal.Reason reason, String detail) {
        return new Answer.Refused(new Refusal(
                DispatchRequest.RECORD_VERSION, reason, detail, worker.instance(), membership.epoch(), gpus.states()));
    }

    /** What the worker says to a dispatch. */
    sealed interface Answer {
        record Ended(DispatchReply reply) implements Answer {}

        record Refused(Refusal refusal) implements Answer {}
    }

    /** What the worker says to a recall. */
    enum Recall {
        DONE,
        /** It runs or has ended. */
        TOO_LATE,
        UNKNOWN
    }
}
