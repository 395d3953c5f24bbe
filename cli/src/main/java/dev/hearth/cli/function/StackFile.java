package dev.hearth.cli.function;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * OpenFaaS's {@code stack.yml}, as far as a gateway hears of it: what concerns building images is ignored.
 *
 * @param functions in the order of the file
 */
public record StackFile(Map<String, Function> functions) {

    private static final long LONGEST_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public StackFile {
        functions = functions == null ? Map.of() : new LinkedHashMap<>(functions);
    }

    /** One function under its name. */
    public record Function(
            @Nullable String image,
            @Nullable String namespace,
            @Nullable Map<String, String> environment,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable List<String> secrets,
            @Nullable List<String> constraints,
            @Nullable Map<String, String> limits,
            @Nullable Map<String, String> requests,
            @JsonProperty("readonly_root_filesystem") boolean readOnlyRootFilesystem) {}

    /** @throws CommandFailedException naming the file and what is wrong with it */
    public static StackFile read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new CommandFailedException(file + " is not a file; expected an OpenFaaS stack.yml");
            }
            if (Files.size(file) > LONGEST_BYTES) {
                throw new CommandFailedException(file + " is larger than 1 MiB; expected an OpenFaaS stack.yml");
            }
            var stack = YAML.readValue(Files.readString(file), StackFile.class);
            if (stack == null || stack.functions().isEmpty()) {
                throw new CommandFailedException(file + " names no functions; expected a map under 'functions'");
            }
            return stack;
        } catch (JacksonException e) {
            throw new CommandFailedException(file + " is not a valid stack.yml: " + place(e), e);
        } catch (IOException e) {
            throw new CommandFailedException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String place(JacksonException failure) {
        var message = failure.getOriginalMessage().lines().findFirst().orElse("");
        var location = failure.getLocation();
        return location == null || location.getLineNr() < 1
                ? message
                : message + " (line " + location.getLineNr() + ")";
    }

    /**
     * The functions as the gateway takes them.
     *
     * @throws CommandFailedException if one has no image
     */
    public List<FunctionDeployment> deployments() {
        return functions.entrySet().stream()
                .map(function -> FunctionDeployment.of(function.getKey(), function.getValue()))
                .toList();
    }
}
