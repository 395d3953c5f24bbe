package dev.hearth.registry.catalogue;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the models are.
 *
 * @param directory the model repository, shared with the workers
 */
@ConfigurationProperties("hearth.models")
record ModelsProperties(@DefaultValue(".hearth/models") Path directory) {}
