package dev.hearth.repository;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.contracts.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A manifest as {@code model.yaml}. */
final class ManifestFile {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private ManifestFile() {}

    static void write(ModelManifest manifest, Path file) throws IOException {
        Files.write(file, MAPPER.writeValueAsBytes(manifest));
    }

    /** @throws IOException if the file cannot be read or is not a manifest */
    static ModelManifest read(Path file) throws IOException {
        try {
            return MAPPER.readValue(Files.readAllBytes(file), ModelManifest.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is not a model manifest: " + e.getOriginalMessage(), e);
        }
    }
}
