package dev.hearth.contracts.worker;

import dev.hearth.contracts.invocation.Payload.Reference;
import dev.hearth.contracts.json.RecordVersion;
import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invocation handed to a GPU: {@code POST /v1/dispatches}, this record in the {@code X-Hearth-Dispatch} header, an
 * inline body as the request's body. The exchange ends when the invocation ends: 200 with a {@link DispatchReply}, or
 * 409 with a {@link Refusal}. {@code DELETE /v1/dispatches/{invocation}} recalls work that has not started.
 *
 * @param recordVersion version of this shape
 * @param epoch the worker's incarnation that the scheduler planned for
 * @param gpu index in the worker
 * @param evict victims the scheduler named, coldest first; empty on a hit
 * @param falseMiss another GPU held the model when this was planned
 * @param remainingMillis until the deadline, when the request left the scheduler
 * @param queueMs waited in the global queue
 * @param input where the body lies if it is not the request's body
 * @param maxBatch most invocations that run together, itself included; absent means 1
 * @param maxDelayMillis how long it waits for company while the device is free, at most {@value
 *     #LONGEST_MAX_DELAY_MILLIS}; absent means 0
 * @param traceparent what the dispatch is traced under (W3C Trace Context); also a header of the request
 * @param tracestate beside it; at most 512 characters
 */
public record DispatchRequest(
        int recordVersion,
        String invocation,
        String label,
        int attempt,
        long epoch,
        int gpu,
        String function,
        String namespace,
        long revision,
        ModelReference model,
        String modelDigest,
        long modelBytes,
        List<ModelReference> evict,
        boolean falseMiss,
        long createdEpochMillis,
        long remainingMillis,
        double queueMs,
        int resultsPartition,
        @Nullable String contentType,
        @Nullable Reference input,
        int maxBatch,
        long maxDelayMillis,
        @Nullable String traceparent,
        @Nullable String tracestate) {

    public static final int RECORD_VERSION = 1;
    public static final String PATH = "/v1/dispatches";

    /** Nobody waits longer for company, whatever a dispatch says. */
    public static final long LONGEST_MAX_DELAY_MILLIS = 1_000;

    public DispatchRequest {
        RecordVersion.requireReadable(DispatchRequest.class, recordVersion, RECORD_VERSION);
        maxBatch = Math.max(1, maxBatch);
        maxDelayMillis = Math.clamp(maxDelayMillis, 0, LONGEST_MAX_DELAY_MILLIS);
        evict = evict == null ? List.of() : List.copyOf(evict);
    }

    /** A dispatch that is not traced and runs alone. */
    public DispatchRequest(
            int recordVersion,
            String invocation,
            String label,
            int attempt,
            long epoch,
            int gpu,
            String function,
            String namespace,
            long revision,
            ModelReference model,
            String modelDigest,
            long modelBytes,
            List<ModelReference> evict,
            boolean falseMiss,
            long createdEpochMillis,
            long remainingMillis,
            double queueMs,
            int resultsPartition,
            @Nullable String contentType,
            @Nullable Reference input) {
        this(
                recordVersion,
                invocation,
                label,
                attempt,
                epoch,
                gpu,
                function,
                namespace,
                revision,
                model,
                modelDigest,
                modelBytes,
                evict,
                falseMiss,
                createdEpochMillis,
                remainingMillis,
                queueMs,
                resultsPartition,
                contentType,
                input,
                1,
                0,
                null,
                null);
    }

    /** The same dispatch traced under something else. */
    public DispatchRequest traced(@Nullable String otherTraceparent, @Nullable String otherTracestate) {
        return with(maxBatch, maxDelayMillis, otherTraceparent, otherTracestate);
    }

    /** The same dispatch with other limits of the batch it may run in. */
    public DispatchRequest batched(int otherMaxBatch, long otherMaxDelayMillis) {
        return with(otherMaxBatch, otherMaxDelayMillis, traceparent, tracestate);
    }

    private DispatchRequest with(
            int otherMaxBatch,
            long otherMaxDelayMillis,
            @Nullable String otherTraceparent,
            @Nullable String otherTracestate) {
        return new DispatchRequest(
                recordVersion,
                invocation,
                label,
                attempt,
                epoch,
                gpu,
                function,
                namespace,
                revision,
                model,
                modelDigest,
                modelBytes,
                evict,
                falseMiss,
                createdEpochMillis,
                remainingMillis,
                queueMs,
                resultsPartition,
                contentType,
                input,
                otherMaxBatch,
                otherMaxDelayMillis,
                otherTraceparent,
                otherTracestate);
    }
}
