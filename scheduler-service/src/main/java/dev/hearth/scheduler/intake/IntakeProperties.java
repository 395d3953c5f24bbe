package dev.hearth.scheduler.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of what one scheduler takes in.
 *
 * @param limit invocations waiting or dispatched; at it the partitions are paused until four fifths are left; one poll
 *     of at most 500 may go beyond it
 * @param inlineBytes bodies held in memory; beyond it a body stays in the log and the worker fetches it there
 * @param commitInterval between two commits of the offset windows
 */
@ConfigurationProperties("hearth.scheduler.intake")
public record IntakeProperties(
        @DefaultValue("10000") int limit,
        @DefaultValue("64MB") DataSize inlineBytes,
        @DefaultValue("200ms") Duration commitInterval) {

    public IntakeProperties {
        if (limit < 1) {
            throw new IllegalArgumentException("hearth.scheduler.intake.limit must be positive: " + limit);
        }
    }
}
