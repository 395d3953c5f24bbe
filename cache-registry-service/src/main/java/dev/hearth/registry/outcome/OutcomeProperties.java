package dev.hearth.registry.outcome;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How outcomes are recorded.
 *
 * @param commitInterval between two commits of the recorder's offsets
 * @param batchWait longest a record waits in the log for others to be recorded with; the view is late by it
 * @param wipeCheckInterval how often an idle recorder looks whether Redis was wiped; a busy one sees it at once
 */
@ConfigurationProperties("hearth.outcome")
record OutcomeProperties(
        @DefaultValue("1s") Duration commitInterval,
        @DefaultValue("50ms") Duration batchWait,
        @DefaultValue("1s") Duration wipeCheckInterval) {

    OutcomeProperties {
        check("commit-interval", commitInterval);
        check("batch-wait", batchWait);
        check("wipe-check-interval", wipeCheckInterval);
    }

    private static void check(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("hearth.outcome." + name + " is " + value + "; expected at least 1 ms");
        }
    }
}
