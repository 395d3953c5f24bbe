package dev.hearth.gateway.invocation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How invocations are awaited.
 *
 * @param expiryMargin how long after the deadline the end of an invocation is left to scheduler and worker, who know why it
 *     did not end; then this gateway ends it
 * @param outcomeGrace how long after that the log may take to give the outcome before the caller is told {@code
 *     OUTCOME_UNKNOWN}
 */
@ConfigurationProperties("hearth.gateway")
record InvocationProperties(
        @DefaultValue("250ms") Duration expiryMargin,
        @DefaultValue("5s") Duration outcomeGrace) {

    InvocationProperties {
        if (expiryMargin.isNegative()) {
            throw new IllegalArgumentException("hearth.gateway.expiry-margin must not be negative: " + expiryMargin);
        }
        if (outcomeGrace.isNegative() || outcomeGrace.isZero()) {
            throw new IllegalArgumentException("hearth.gateway.outcome-grace must be positive: " + outcomeGrace);
        }
    }
}
