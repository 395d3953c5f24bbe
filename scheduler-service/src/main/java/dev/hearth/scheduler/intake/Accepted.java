package dev.hearth.scheduler.intake;

import dev.hearth.contracts.invocation.InvocationRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * An invocation this scheduler has taken in and not finished.
 *
 * @param partition where its record lies
 * @param readNanos when it was read, on {@link System#nanoTime}
 * @param deadlineNanos its deadline on the same clock
 */
public record Accepted(
        InvocationRecord invocation, TopicPartition partition, long offset, long readNanos, long deadlineNanos) {

    /** Bytes of its body held in memory. */
    long inlineBytes() {
        return invocation.body() instanceof dev.hearth.contracts.invocation.Payload.Inline inline ? inline.length() : 0;
    }
}
