package dev.hearth.contracts.worker;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord.Failure;
import dev.hearth.contracts.invocation.Timing;
import org.jspecify.annotations.Nullable;

/**
 * How a dispatch ended; its terminal record is in the results log already.
 *
 * @param gpu the GPU as it is now
 */
public record DispatchReply(
        int recordVersion,
        String invocation,
        int attempt,
        InvocationState state,
        @Nullable CacheOutcome cache,
        Timing timing,
        @Nullable Failure error,
        GpuState gpu) {}
