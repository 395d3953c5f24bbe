package dev.hearth.contracts.worker;

import dev.hearth.contracts.invocation.ResultRecord.Failure;
import dev.hearth.contracts.json.RecordVersion;
import org.jspecify.annotations.Nullable;

/**
 * How a load ahead of need ended.
 *
 * @param id of the request
 * @param loadMs from admission until the model was there; 0 if it was there or on its way already, or did not load
 * @param error why the model is not there; absent if it is
 * @param gpu the GPU as it is now
 */
public record LoadReply(
        int recordVersion,
        String id,
        double loadMs,
        @Nullable Failure error,
        GpuState gpu) {

    public LoadReply {
        RecordVersion.requireReadable(LoadReply.class, recordVersion, LoadRequest.RECORD_VERSION);
    }
}
