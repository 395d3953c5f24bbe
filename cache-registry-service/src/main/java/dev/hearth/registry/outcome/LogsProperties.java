package dev.hearth.registry.outcome;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How functions' logs are followed.
 *
 * @param followers most at a time; one more is refused with {@code QUEUE_FULL}
 * @param longestFollow then a stream ends in good order, and its reader may ask again
 * @param pollInterval between two looks for new lines
 * @param keepAlive an empty line goes out after so long without another; it also finds out who has left
 */
@ConfigurationProperties("hearth.logs")
record LogsProperties(
        @DefaultValue("32") int followers,
        @DefaultValue("1h") Duration longestFollow,
        @DefaultValue("250ms") Duration pollInterval,
        @DefaultValue("5s") Duration keepAlive) {

    LogsProperties {
        if (followers < 1) {
            throw new IllegalArgumentException("hearth.logs.followers must be positive: " + followers);
        }
        check("longest-follow", longestFollow);
        check("poll-interval", pollInterval);
        check("keep-alive", keepAlive);
    }

    private static void check(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("hearth.logs." + name + " is " + value + "; expected at least 1 ms");
        }
    }
}
