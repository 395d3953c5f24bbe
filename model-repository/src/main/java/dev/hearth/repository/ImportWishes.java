package dev.hearth.repository;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    public ImportWishes {
        extraFiles = List.copyOf(extraFiles);
        parameters = new LinkedHashMap<>(parameters);
    }

    public static ImportWishes none() {
        return new ImportWishes(null, null, null, List.of(), Map.of());
    }
}
