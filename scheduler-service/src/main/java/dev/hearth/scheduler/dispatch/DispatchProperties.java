package dev.hearth.scheduler.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is handed to workers.
 *
 * @param claimsPerGpu claims all schedulers together may hold on one GPU; at it a claim is refused and planned again
 * @param loadTimeout longest a load ahead of need may take before its exchange counts as broken
 */
@ConfigurationProperties("hearth.scheduler.dispatch")
record DispatchProperties(
        @DefaultValue("64") int claimsPerGpu,
        @DefaultValue("60s") Duration loadTimeout) {

    DispatchProperties {
        if (claimsPerGpu < 1) {
            throw new IllegalArgumentException(
                    "hearth.scheduler.dispatch.claims-per-gpu must be positive: " + claimsPerGpu);
        }
        if (!loadTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "hearth.scheduler.dispatch.load-timeout must be positive: " + loadTimeout);
        }
    }
}
