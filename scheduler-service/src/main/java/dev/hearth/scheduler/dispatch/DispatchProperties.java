package dev.hearth.scheduler.dispatch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is handed to workers.
 *
 * @param claimsPerGpu claims all schedulers together may hold on one GPU; at it a claim is refused and planned again
 */
@ConfigurationProperties("hearth.scheduler.dispatch")
record DispatchProperties(@DefaultValue("64") int claimsPerGpu) {

    DispatchProperties {
        if (claimsPerGpu < 1) {
            throw new IllegalArgumentException(
                    "hearth.scheduler.dispatch.claims-per-gpu must be positive: " + claimsPerGpu);
        }
    }
}
