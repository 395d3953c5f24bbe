package dev.hearth.worker.report;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this worker presents itself.
 *
 * @param advertisedHost host by which schedulers reach it
 * @param interval shortest time between two reports; changes within it travel together
 * @param joinBackOff between two attempts to join
 * @param drainTimeout longest that work under way is waited for at shutdown
 */
@ConfigurationProperties("hearth.worker.report")
record ReportProperties(
        @DefaultValue("127.0.0.1") String advertisedHost,
        @DefaultValue("20ms") Duration interval,
        @DefaultValue("500ms") Duration joinBackOff,
        @DefaultValue("10s") Duration drainTimeout) {

    ReportProperties {
        if (interval.isNegative() || joinBackOff.isNegative() || drainTimeout.isNegative()) {
            throw new IllegalArgumentException("hearth.worker.report has a negative duration: interval " + interval
                    + ", join-back-off " + joinBackOff + ", drain-timeout " + drainTimeout);
        }
    }
}
