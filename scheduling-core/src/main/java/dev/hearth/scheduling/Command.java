package dev.hearth.scheduling;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.List;

/** Something the core wants done, in the order given. */
public sealed interface Command {

    /**
     * Claim the GPU for the invocation and hand it over. Answered by exactly one of {@link Event.DispatchRefused},
     * {@link Event.DispatchLost} and {@link Event.InvocationCompleted}.
     *
     * @param invocation with the attempt this dispatch carries; above 1 the attempt is written to the log first
     * @param epoch the worker's epoch this was planned for
     * @param kind what the core expects to find
     * @param evict victims for a load, coldest first; empty on a hit
     */
    record Dispatch(Invocation invocation, GpuId gpu, long epoch, Kind kind, List<ModelId> evict) implements Command {
        public Dispatch {
            evict = List.copyOf(evict);
        }
    }

    /**
     * Bring a model onto a GPU for invocations to come. Answered by exactly one of {@link Event.ModelLoaded} and
     * {@link Event.LoadFailed}.
     *
     * @param evict victims, first to leave first
     */
    record Load(ModelId model, long modelBytes, GpuId gpu, long epoch, List<ModelId> evict) implements Command {
        public Load {
            evict = List.copyOf(evict);
        }
    }

    /** What a dispatch expects: the model there, absent, or absent here but held by another GPU. */
    enum Kind {
        HIT,
        MISS,
        FALSE_MISS
    }

    /** Tell the worker that a dispatch is no longer wanted. */
    record Recall(InvocationId id, GpuId gpu) implements Command {}

    /** Append a terminal record {@code failed}. */
    record Fail(InvocationId id, Failure failure, String detail) implements Command {}

    /** Why the core gives an invocation up. */
    enum Failure {
        MODEL_LARGER_THAN_ANY_GPU,

        /** Until its deadline every GPU kept other models in the room it needs, or refused its model. */
        NO_CAPACITY,
        WORKER_LOST,
        QUEUE_FULL
    }

    /** Append a terminal record {@code expired}: the deadline passed before it was dispatched. */
    record Expire(InvocationId id) implements Command {}

    /** Append a terminal record {@code cancelled}. */
    record Cancel(InvocationId id) implements Command {}

    /** Send {@link Event.TimeReached} at this time or a little later; a new one replaces the last. */
    record WakeUpAt(long nanos) implements Command {}
}
