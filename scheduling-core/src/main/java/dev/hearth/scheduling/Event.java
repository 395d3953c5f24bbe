package dev.hearth.scheduling;

import dev.hearth.scheduling.cluster.GpuId;
import dev.hearth.scheduling.cluster.GpuReport;
import dev.hearth.scheduling.cluster.Invocation;
import dev.hearth.scheduling.cluster.InvocationId;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.util.List;
import java.util.Optional;

/** Something that happened. The order of events and their times are all that the core's decisions depend on. */
public sealed interface Event {

    /** An accepted invocation was read from the log; one that waits or is in flight already is not taken in twice. */
    record InvocationArrived(Invocation invocation) implements Event {}

    /** The caller no longer wants it. */
    record InvocationCancelled(InvocationId id) implements Event {}

    /**
     * The outcome of a waiting or dispatched invocation is known from elsewhere (the log), or is another scheduler's
     * affair now: forget it. In flight it stays until it is answered, but should it come back it does not run again.
     */
    record InvocationSettled(InvocationId id) implements Event {}

    /**
     * A worker reported all its GPUs; the first report of an epoch makes them known. A report of a later epoch means the
     * worker restarted: what was dispatched to the earlier one is lost.
     */
    record WorkerReported(String worker, long epoch, List<GpuReport> gpus) implements Event {
        public WorkerReported {
            gpus = List.copyOf(gpus);
        }
    }

    /** The worker left or its lease expired. */
    record WorkerLost(String worker, long epoch) implements Event {}

    /** The circuit breaker of a worker opened: nothing new goes there. */
    record WorkerSuspended(String worker) implements Event {}

    /** The circuit breaker let calls through again. */
    record WorkerResumed(String worker) implements Event {}

    /** The claim in the registry or the worker's own admission refused a dispatch; the present state came back. */
    record DispatchRefused(InvocationId id, GpuId gpu, String reason, Optional<GpuReport> state) implements Event {}

    /** The exchange with the worker broke: whether the invocation ran is not known. */
    record DispatchLost(InvocationId id, GpuId gpu) implements Event {}

    /**
     * The worker answered; the terminal record is in the log.
     *
     * @param loadNanos 0 if it did not wait for a load
     * @param inferenceNanos 0 if it did not run
     * @param batchSize how many ran together in that time, itself included; 1 if it did not run
     */
    record InvocationCompleted(
            InvocationId id,
            GpuId gpu,
            boolean succeeded,
            long loadNanos,
            long inferenceNanos,
            int batchSize,
            Optional<GpuReport> state)
            implements Event {

        public InvocationCompleted {
            if (batchSize < 1) {
                throw new IllegalArgumentException(
                        "the batch of " + id + " must be of at least 1, but is of " + batchSize);
            }
        }

        /** One that ran alone, or did not run. */
        public InvocationCompleted(
                InvocationId id,
                GpuId gpu,
                boolean succeeded,
                long loadNanos,
                long inferenceNanos,
                Optional<GpuReport> state) {
            this(id, gpu, succeeded, loadNanos, inferenceNanos, 1, state);
        }
    }

    /**
     * A model has become resident: by a {@link Command.Load}, which this answers, or within a dispatch that goes on.
     *
     * @param loadNanos how long the load took
     */
    record ModelLoaded(ModelId model, GpuId gpu, long epoch, long loadNanos, Optional<GpuReport> state)
            implements Event {}

    /** A {@link Command.Load} came to nothing: refused, broken off, or failed. */
    record LoadFailed(ModelId model, GpuId gpu, long epoch, String reason, Optional<GpuReport> state)
            implements Event {}

    /** Replaces what is known of a worker's host tier. */
    record ModelsStaged(String worker, long epoch, List<ModelId> models) implements Event {
        public ModelsStaged {
            models = List.copyOf(models);
        }
    }

    /** What a model costs on GPUs of any type, from a profile; later measurements refine it. */
    record ModelProfiled(ModelId model, Tier loadedFrom, long loadNanos, long inferenceNanos) implements Event {}

    /** A time asked for by {@link Command.WakeUpAt} has come. */
    record TimeReached() implements Event {}
}
