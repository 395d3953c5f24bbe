package dev.hearth.contracts.invocation;

import java.util.Optional;

/**
 * Reads one invocation's records in log order and says which one is its outcome: the first terminal record that is
 * valid. A worker's record is void once an {@link ResultRecord.Attempt} of a higher number came before it.
 *
 * <p>Not thread-safe; one per invocation that is waited for.
 */
public final class OutcomeRule {

    private int currentAttempt = 1;
    private boolean decided;

    /** The outcome, if this record is it; empty for attempts, void records and everything after the outcome. */
    public Optional<ResultRecord.Ended> accept(ResultRecord record) {
        return switch (record) {
            case ResultRecord.Attempt started -> {
                currentAttempt = Math.max(currentAttempt, started.attempt());
                yield Optional.empty();
            }
            case ResultRecord.Ended ended -> {
                if (decided || isVoid(ended)) {
                    yield Optional.empty();
                }
                decided = true;
                yield Optional.of(ended);
            }
        };
    }

    private boolean isVoid(ResultRecord.Ended ended) {
        return ended.attempt() != ResultRecord.ANY_ATTEMPT && ended.attempt() < currentAttempt;
    }
}
