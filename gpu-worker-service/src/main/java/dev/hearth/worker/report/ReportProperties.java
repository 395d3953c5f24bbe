package dev.hearth.worker.report;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this worker presents itself.
 *
 * @param advertisedHost host by which schedulers reach it
 * @param interval shortest time between two reports; changes within it travel together
 * @param activityInterval shortest time between two reports of mere activity: pins, what runs and waits. Who needs those
 *     at once has them from the reply to a dispatch
 * @param joinBackOff between two attempts to join
 * @param drainTimeout longest that work under way is waited for at shutdown
 */
@ConfigurationProperties("hearth.worker.report")
record ReportProperties(
        @DefaultValue("127.0.0.1") String advertisedHost,
        @DefaultValue("20ms") Duration interval,
        @DefaultValue("200ms") Duration activityInterval,
        @DefaultValue("500ms") Duration joinBackOff,
        @DefaultValue("10s") Duration drainTimeout) {

    ReportProperties {
        if (interval.isNegative()
                || activityInterval.isNegative()
                || joinBackOff.isNegative()
                || drainTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "hearth.worker.report has a negative duration: interval " + interval + ", activity-interval "
                            + activityInterval + ", join-back-off " + joinBackOff + ", drain-timeout " + drainTimeout);
        }
    }
}
