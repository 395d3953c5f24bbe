package dev.hearth.repository;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What whoever imports a model says of it; where it says nothing, the model's own description does.
 *
 * @param extraFiles beside those of the description
 * @param parameters each overrides the description's of that name
 */
public record ImportWishes(
        @Nullable String name,
        @Nullable Integer version,
        @Nullable String task,
        List<ImportRequest.ExtraFile> extraFiles,
        Map<String, Object> parameters) {

    private static final YAMLMapper YAML = new YAMLMapper();

    public ImportWishes {
        extraFiles = List.copyOf(extraFiles);
        parameters = new LinkedHashMap<>(parameters);
    }

    /**
     * Values as YAML would read them: numbers and truth values as such.
     *
     * @throws IllegalArgumentException naming a value that is not YAML
     */
    public static Map<String, Object> typed(Map<String, String> parameters) {
        var typed = new LinkedHashMap<String, Object>();
        parameters.forEach((key, value) -> {
            try {
                typed.put(key, YAML.readValue(value, Object.class));
            } catch (JacksonException e) {
                throw new IllegalArgumentException(
                        "parameter " + key + "='" + value + "' is not a YAML value: " + e.getOriginalMessage(), e);
            }
        });
        return typed;
    }

    public static ImportWishes none() {
        return new ImportWishes(null, null, null, List.of(), Map.of());
    }
}
