package dev.hearth.contracts.invocation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.model.ModelReference;
import org.jspecify.annotations.Nullable;

/** What {@code hearth.results} holds. The valid terminal record with the lowest offset is the outcome. */
public sealed interface ResultRecord {

    /** Version of these shapes. */
    int RECORD_VERSION = 1;

    /** The invocation it belongs to. */
    String id();

    /** From here on worker records of a lower attempt are void: the work is being given to another worker. */
    record Attempt(String id, int attempt) implements ResultRecord {}

    /**
     * A terminal record.
     *
     * @param attempt the attempt that ended; {@link #ANY_ATTEMPT} where the end is not a worker's
     * @param endedBy name of the process that appended it
     * @param epoch the worker's epoch, 0 where it is not a worker's
     * @param gpu {@code WORKER/INDEX}; absent if no GPU ran it
     * @param error absent if it succeeded
     * @param traceparent what ended it is traced under (W3C Trace Context); also a header of the message
     * @param tracestate beside it; at most 512 characters
     */
    record Ended(
            String id,
            String label,
            String function,
            String namespace,
            long revision,
            @Nullable ModelReference model,
            int attempt,
            InvocationState state,
            String endedBy,
            long epoch,
            @Nullable String gpu,
            @Nullable CacheOutcome cache,
            Timing timing,
            long createdEpochMillis,
            long startedEpochMillis,
            long finishedEpochMillis,
            @Nullable Failure error,
            @Nullable String contentType,
            @Nullable String traceparent,
            @Nullable String tracestate,
            @JsonIgnore Payload body)
            implements ResultRecord {

        public Ended {
            if (!state.terminal()) {
                throw new IllegalArgumentException(state + " is not a terminal state");
            }
        }

        /** The end of an invocation that is not traced. */
        public Ended(
                String id,
                String label,
                String function,
                String namespace,
                long revision,
                @Nullable ModelReference model,
                int attempt,
                InvocationState state,
                String endedBy,
                long epoch,
                @Nullable String gpu,
                @Nullable CacheOutcome cache,
                Timing timing,
                long createdEpochMillis,
                long startedEpochMillis,
                long finishedEpochMillis,
                @Nullable Failure error,
                @Nullable String contentType,
                Payload body) {
            this(
                    id,
                    label,
                    function,
                    namespace,
                    revision,
                    model,
                    attempt,
                    state,
                    endedBy,
                    epoch,
                    gpu,
                    cache,
                    timing,
                    createdEpochMillis,
                    startedEpochMillis,
                    finishedEpochMillis,
                    error,
                    contentType,
                    null,
                    null,
                    body);
        }

        /** The same outcome with its body held otherwise. */
        public Ended withBody(Payload other) {
            return with(traceparent, tracestate, other);
        }

        /** The same outcome traced under something else. */
        public Ended traced(@Nullable String otherTraceparent, @Nullable String otherTracestate) {
            return with(otherTraceparent, otherTracestate, body);
        }

        private Ended with(@Nullable String otherTraceparent, @Nullable String otherTracestate, Payload otherBody) {
            return new Ended(
                    id,
                    label,
                    function,
                    namespace,
                    revision,
                    model,
                    attempt,
                    state,
                    endedBy,
                    epoch,
                    gpu,
                    cache,
                    timing,
                    createdEpochMillis,
                    startedEpochMillis,
                    finishedEpochMillis,
                    error,
                    contentType,
                    otherTraceparent,
                    otherTracestate,
                    otherBody);
        }
    }

    /** Attempt of a terminal record that no attempt fences: a gateway or a scheduler ended the invocation. */
    int ANY_ATTEMPT = 0;

    /** Why it did not succeed. */
    record Failure(ErrorCode code, String message) {}
}
