package dev.hearth.worker.execution;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.worker.LoadReply;
import dev.hearth.contracts.worker.LoadRequest;
import dev.hearth.contracts.worker.Refusal;
import dev.hearth.worker.WorkerIdentity;
import dev.hearth.worker.model.Admission;
import dev.hearth.worker.model.Lease;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads ahead of need: admitted as a dispatch is, beside what runs, and sharing the load of whoever wants the same model.
 * The model is pinned until it is there and then left to whoever comes. No method blocks.
 */
final class Loads {

    private static final Logger log = LoggerFactory.getLogger(Loads.class);
    private static final double NANOS_PER_MS = 1e6;

    private final Reception reception;
    private final Gpus gpus;
    private final Membership membership;
    private final WorkerIdentity worker;

    Loads(Reception reception, Gpus gpus, Membership membership, WorkerIdentity worker) {
        this.reception = reception;
        this.gpus = gpus;
        this.membership = membership;
        this.worker = worker;
    }

    /** Admits or refuses a load; completes when it ended. */
    CompletableFuture<Answer> load(LoadRequest request) {
        long begunNanos = System.nanoTime();
        return switch (reception.admit(request, begunNanos)) {
            case Admission.Granted(var lease) ->
                lease.model().handle((_, failure) -> {
                    lease.release();
                    return new Answer.Ended(reply(request, lease, System.nanoTime() - begunNanos, failure));
                });
            case Admission.Refused(var reason, var detail) -> {
                log.debug("refused {} model={} reason={}: {}", request.id(), request.model(), reason, detail);
                yield CompletableFuture.completedFuture(new Answer.Refused(new Refusal(
                        LoadRequest.RECORD_VERSION,
                        reason,
                        detail,
                        worker.instance(),
                        membership.epoch(),
                        gpus.states())));
            }
        };
    }

    private LoadReply reply(LoadRequest request, Lease lease, long nanos, @Nullable Throwable failure) {
        return new LoadReply(
                LoadRequest.RECORD_VERSION,
                request.id(),
                failure == null && lease.startedLoad() ? nanos / NANOS_PER_MS : 0,
                failure == null ? null : new ResultRecord.Failure(ErrorCode.MODEL_LOAD_FAILED, Runner.message(failure)),
                gpus.get(request.gpu()).cache().state());
    }

    /** What the worker says to a load. */
    sealed interface Answer {
        record Ended(LoadReply reply) implements Answer {}

        record Refused(Refusal refusal) implements Answer {}
    }
}
