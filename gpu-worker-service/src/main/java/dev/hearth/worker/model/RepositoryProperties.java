package dev.hearth.worker.model;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where models come from.
 *
 * @param directory the model repository, shared with the registry; it may not exist yet
 */
@ConfigurationProperties("hearth.models")
record RepositoryProperties(Path directory) {}
