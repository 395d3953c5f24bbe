package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import java.util.concurrent.CompletableFuture;

/** The log as a dispatch uses it. */
interface DispatchLog {

    /** The invocation's body, wherever it lies. Does not block. */
    CompletableFuture<byte[]> fetch(Payload body);

    /**
     * Appends an answer that is too large to travel inline.
     *
     * @throws LogUnavailableException if it was not acknowledged
     */
    Payload store(byte[] answer) throws LogUnavailableException;

    /**
     * Appends a terminal record and waits for its acknowledgement.
     *
     * @param partition of the results topic
     * @throws LogUnavailableException if it was not acknowledged; it may be in the log all the same
     */
    void append(ResultRecord.Ended ended, int partition) throws LogUnavailableException;

    /** The log did not acknowledge a record. */
    final class LogUnavailableException extends Exception {
        LogUnavailableException(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }
}
