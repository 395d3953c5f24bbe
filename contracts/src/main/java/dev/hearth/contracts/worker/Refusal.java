package dev.hearth.contracts.worker;

import dev.hearth.contracts.json.RecordVersion;
import java.util.List;

/**
 * A worker's 409: it did not admit the dispatch or load, and here is its full state, so that the scheduler plans again.
 *
 * @param epoch the worker's present epoch
 * @param gpus all of the worker's GPUs
 */
public record Refusal(int recordVersion, Reason reason, String detail, String worker, long epoch, List<GpuState> gpus) {

    public Refusal {
        RecordVersion.requireReadable(Refusal.class, recordVersion, DispatchRequest.RECORD_VERSION);
        gpus = List.copyOf(gpus);
    }

    /** Why a dispatch, a load or a claim was not admitted. */
    public enum Reason {
        /** The worker restarted since it was planned. */
        STALE_EPOCH,
        /** A higher attempt of the invocation is known. */
        STALE_ATTEMPT,
        /** No such GPU, or nothing is known of it. */
        UNKNOWN_GPU,
        /** Planned as a hit, but the model is not there. */
        NOT_RESIDENT,
        /** The model is being evicted. */
        EVICTING,
        /** A named victim is in use. */
        VICTIM_PINNED,
        /** The bytes do not fit, even without the victims. */
        NO_MEMORY,
        /** The device had no memory for the model, even after others had left. */
        QUARANTINED,
        /** The local queue is full. */
        QUEUE_FULL,
        /** The worker drains, or has no acknowledged heartbeat for a lease. */
        NOT_ACCEPTING
    }
}
