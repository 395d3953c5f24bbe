package dev.hearth.contracts.invocation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hearth.contracts.model.ModelReference;
import org.jspecify.annotations.Nullable;

/**
 * An accepted invocation, as {@code hearth.invocations} holds it: everything about the function is pinned here, so that
 * an update of the function changes no invocation already accepted.
 *
 * @param id unique; also the CloudEvent's id
 * @param label the caller's {@code X-Call-Id}, else the id; never the dedupe key
 * @param revision the function's revision at acceptance
 * @param modelDigest sha256 over the model's manifest
 * @param modelBytes device memory the model takes
 * @param maxBatch most invocations that run together, 1 if it runs alone
 * @param maxDelayMillis how long it waits for company while the device is free; 0 not at all
 * @param attempt 1 at acceptance
 * @param createdEpochMillis receipt at the gateway
 * @param deadlineEpochMillis absolute; work is not started after it
 * @param resultsPartition partition of {@code hearth.results} that the waiting gateway reads
 * @param contentType as the caller sent it
 * @param traceparent what the invocation is traced under (W3C Trace Context); also a header of the message
 * @param tracestate beside it; at most 512 characters
 * @param body not part of the JSON: it travels as the message's value, or as a reference
 */
public record InvocationRecord(
        String id,
        String label,
        String function,
        String namespace,
        long revision,
        ModelReference model,
        String modelDigest,
        long modelBytes,
        int maxBatch,
        long maxDelayMillis,
        int attempt,
        long createdEpochMillis,
        long deadlineEpochMillis,
        int resultsPartition,
        @Nullable String contentType,
        @Nullable String traceparent,
        @Nullable String tracestate,
        @JsonIgnore Payload body) {

    /** Version of this shape. */
    public static final int RECORD_VERSION = 1;

    public InvocationRecord {
        maxBatch = Math.max(1, maxBatch);
    }

    /** An invocation that is not traced and waits for no company. */
    public InvocationRecord(
            String id,
            String label,
            String function,
            String namespace,
            long revision,
            ModelReference model,
            String modelDigest,
            long modelBytes,
            int maxBatch,
            int attempt,
            long createdEpochMillis,
            long deadlineEpochMillis,
            int resultsPartition,
            @Nullable String contentType,
            Payload body) {
        this(
                id,
                label,
                function,
                namespace,
                revision,
                model,
                modelDigest,
                modelBytes,
                maxBatch,
                0,
                attempt,
                createdEpochMillis,
                deadlineEpochMillis,
                resultsPartition,
                contentType,
                null,
                null,
                body);
    }

    /** The same invocation with its body held otherwise. */
    public InvocationRecord withBody(Payload other) {
        return with(traceparent, tracestate, other);
    }

    /** The same invocation traced under something else. */
    public InvocationRecord traced(@Nullable String otherTraceparent, @Nullable String otherTracestate) {
        return with(otherTraceparent, otherTracestate, body);
    }

    private InvocationRecord with(
            @Nullable String otherTraceparent, @Nullable String otherTracestate, Payload otherBody) {
        return new InvocationRecord(
                id,
                label,
                function,
                namespace,
                revision,
                model,
                modelDigest,
                modelBytes,
                maxBatch,
                maxDelayMillis,
                attempt,
                createdEpochMillis,
                deadlineEpochMillis,
                resultsPartition,
                contentType,
                otherTraceparent,
                otherTracestate,
                otherBody);
    }
}
