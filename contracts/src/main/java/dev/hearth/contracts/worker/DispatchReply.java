package dev.hearth.contracts.worker;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord.Failure;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.json.RecordVersion;
import org.jspecify.annotations.Nullable;

/**
 * How a dispatch ended; its terminal record is in the results log already.
 *
 * @param gpu the GPU as it is now
 * @param batchSize invocations that ran together, itself included; 1 if it ran alone or not at all, and where absent
 */
public record DispatchReply(
        int recordVersion,
        String invocation,
        int attempt,
        InvocationState state,
        @Nullable CacheOutcome cache,
        Timing timing,
        @Nullable Failure error,
        GpuState gpu,
        int batchSize) {

    public DispatchReply {
        RecordVersion.requireReadable(DispatchReply.class, recordVersion, DispatchRequest.RECORD_VERSION);
        batchSize = Math.max(1, batchSize);
    }
}
