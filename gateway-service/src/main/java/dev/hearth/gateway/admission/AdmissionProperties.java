package dev.hearth.gateway.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much the gateway takes on at once.
 *
 * @param maxWaiting most invocations between receipt and answer; one more is refused with {@code QUEUE_FULL}
 * @param maxBodyBytes most bytes of bodies held for them: inputs until they are in the log, results by reference until
 *     they are written; an invocation that would go beyond is refused
 * @param bodyStallTimeout longest a caller may pause within its body, and longest the rest of a body is waited for behind
 *     the answer; then the connection is closed
 * @param answerStallTimeout longest the network may take for a piece of an answer, which a caller that does not read holds
 *     up; then the connection is closed
 */
@ConfigurationProperties("hearth.gateway")
record AdmissionProperties(
        @DefaultValue("4096") int maxWaiting,
        @DefaultValue("256MB") DataSize maxBodyBytes,
        @DefaultValue("20s") Duration bodyStallTimeout,
        @DefaultValue("60s") Duration answerStallTimeout) {

    AdmissionProperties {
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("hearth.gateway.max-waiting must be positive: " + maxWaiting);
        }
        if (maxBodyBytes.toBytes() < 1) {
            throw new IllegalArgumentException("hearth.gateway.max-body-bytes must be positive: " + maxBodyBytes);
        }
        positive("body-stall-timeout", bodyStallTimeout);
        positive("answer-stall-timeout", answerStallTimeout);
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("hearth.gateway." + name + " must be positive: " + duration);
        }
    }
}
