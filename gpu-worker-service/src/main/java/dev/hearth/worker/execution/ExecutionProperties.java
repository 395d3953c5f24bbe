package dev.hearth.worker.execution;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of dispatches.
 *
 * @param localQueueLimit most invocations that wait on one GPU before it answers {@code QUEUE_FULL}, 1 to 1024
 * @param endedMemory how long the answer of an ended dispatch can be had again
 * @param endedLimit most such answers; the oldest go first
 */
@ConfigurationProperties("hearth.worker.execution")
record ExecutionProperties(
        @DefaultValue("64") int localQueueLimit,
        @DefaultValue("60s") Duration endedMemory,
        @DefaultValue("20000") int endedLimit) {

    ExecutionProperties {
        if (localQueueLimit < 1 || localQueueLimit > 1024) {
            throw new IllegalArgumentException(
                    "hearth.worker.execution.local-queue-limit " + localQueueLimit + " is not within 1 and 1024");
        }
        if (endedMemory.isNegative()) {
            throw new IllegalArgumentException("hearth.worker.execution.ended-memory " + endedMemory + " is negative");
        }
        if (endedLimit < 0) {
            throw new IllegalArgumentException("hearth.worker.execution.ended-limit " + endedLimit + " is negative");
        }
    }
}
