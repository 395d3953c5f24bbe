package dev.hearth.worker.execution;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.invocation.InvocationState;
import dev.hearth.contracts.invocation.ResultRecord;
import dev.hearth.worker.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * How work ended, before it is written to the log.
 *
 * @param answer present if it succeeded
 * @param error present if it did not
 */
record Ending(InvocationState state, Task.@Nullable Answer answer, ResultRecord.@Nullable Failure error) {

    static Ending succeeded(Task.Answer answer) {
        return new Ending(InvocationState.SUCCEEDED, answer, null);
    }

    static Ending failed(ErrorCode code, String message) {
        return new Ending(InvocationState.FAILED, null, new ResultRecord.Failure(code, message));
    }

    static Ending expired() {
        return new Ending(
                InvocationState.EXPIRED,
                null,
                new ResultRecord.Failure(ErrorCode.DEADLINE_EXCEEDED, "the deadline passed before it could start"));
    }

    static Ending recalled() {
        return new Ending(
                InvocationState.CANCELLED,
                null,
                new ResultRecord.Failure(ErrorCode.CANCELLED, "recalled before it started"));
    }
}
