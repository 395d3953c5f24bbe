package dev.hearth.gateway.result;

import dev.hearth.contracts.invocation.OutcomeRule;
import dev.hearth.contracts.invocation.ResultRecord;
import java.util.concurrent.CompletableFuture;

/** One caller that waits for its invocation's outcome. */
public final class Waiter {

    private final OutcomeRule rule = new OutcomeRule();
    private final CompletableFuture<ResultRecord.Ended> outcome = new CompletableFuture<>();

    Waiter() {}

    /** The outcome as the log has it, or why there is none. */
    public CompletableFuture<ResultRecord.Ended> outcome() {
        return outcome;
    }

    /** Whether a worker's result is what this caller got: no other of its will come. */
    boolean servedByWorker() {
        return outcome.isDone()
                && !outcome.isCompletedExceptionally()
                && outcome.join().attempt() != ResultRecord.ANY_ATTEMPT;
    }

    /** Ends the waiting without an outcome; has no effect behind one. */
    public void fail(Throwable reason) {
        outcome.completeExceptionally(reason);
    }

    /** On the tail's thread only. */
    void accept(ResultRecord record) {
        rule.accept(record).ifPresent(outcome::complete);
    }
}
