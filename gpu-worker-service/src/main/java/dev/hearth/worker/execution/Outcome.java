package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.CacheOutcome;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.contracts.invocation.Timing;
import dev.hearth.contracts.worker.DispatchReply;
import dev.hearth.contracts.worker.DispatchRequest;
import dev.hearth.contracts.worker.GpuState;
import org.jspecify.annotations.Nullable;

/**
 * How a dispatch ended, as its terminal record in the log says.
 *
 * @param gpu index of the GPU it was admitted to
 * @param cache absent if it did not run
 * @param batchSize how many ran together, itself included; 1 if it did not run
 * @param error absent if it succeeded
 */
record Outcome(
        String invocation,
        int gpu,
        int attempt,
        InvocationState state,
        @Nullable CacheOutcome cache,
        Timing timing,
        int batchSize,
        ResultRecord.@Nullable Failure error) {

    DispatchReply reply(GpuState now) {
        return new DispatchReply(
                DispatchRequest.RECORD_VERSION, invocation, attempt, state, cache, timing, error, now, batchSize);
    }
}
