package dev.hearth.cli.bench;

import dev.hearth.contracts.invocation.Timing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is put under load. Thread-safe. */
interface Target {

    /**
     * Answers one request.
     *
     * @throws IOException if there is no answer, or one that is not a success
     */
    Answer call(byte[] request) throws IOException, InterruptedException;

    /**
     * An answer.
     *
     * @param timing where its time went, if the target says so
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would be one more per call
    record Answer(byte[] body, @Nullable Timing timing) {}
}
