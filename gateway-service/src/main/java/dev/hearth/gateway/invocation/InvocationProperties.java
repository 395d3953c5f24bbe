package dev.hearth.gateway.invocation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How invocations are awaited.
 *
 * @param outcomeGrace how long after the deadline the log may take to give the outcome before the caller is told {@code
 *     OUTCOME_UNKNOWN}
 */
@ConfigurationProperties("hearth.gateway")
record InvocationProperties(@DefaultValue("5s") Duration outcomeGrace) {

    InvocationProperties {
        if (outcomeGrace.isNegative() || outcomeGrace.isZero()) {
            throw new IllegalArgumentException("hearth.gateway.outcome-grace must be positive: " + outcomeGrace);
        }
    }
}
