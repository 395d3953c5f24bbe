package dev.hearth.scheduler.loop;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the core decides.
 *
 * @param policy {@code load-balancing} or {@code locality-aware}
 * @param eviction {@code lru}
 */
@ConfigurationProperties("hearth.scheduler")
record PolicyProperties(
        @DefaultValue("locality-aware") String policy,
        @DefaultValue("lru") String eviction) {}
