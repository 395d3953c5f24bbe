package dev.hearth.registry.model;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where the models are and what may be added.
 *
 * @param directory the model repository, shared with the workers
 * @param uploadLimit largest file that an import takes, and most that an archive may unpack to
 * @param importWait longest an import waits for the one before it; then 503
 */
@ConfigurationProperties("hearth.models")
record ModelsProperties(
        @DefaultValue(".hearth/models") Path directory,
        @DefaultValue("4GB") DataSize uploadLimit,
        @DefaultValue("10s") Duration importWait) {

    ModelsProperties {
        if (uploadLimit.toBytes() < 1) {
            throw new IllegalArgumentException("hearth.models.upload-limit must be positive: " + uploadLimit);
        }
        if (importWait.isNegative()) {
            throw new IllegalArgumentException("hearth.models.import-wait must not be negative: " + importWait);
        }
    }
}
