package dev.hearth.scheduler;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who this process is.
 *
 * @param instance unique among the schedulers; names its claims and the records it appends
 */
@ConfigurationProperties("hearth")
public record SchedulerProperties(String instance) {}
