package dev.hearth.registry.model;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.registry.problem.RefusedException;
import dev.hearth.repository.ImportWishes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** What an import's query says of the model; the body is never looked at for it, whatever it is called. */
record ImportQuery(MultiValueMap<String, String> values) {

    private static final List<String> KEYS = List.of("name", "version", "task", "parameter");

    /** @throws RefusedException 400 for a key that there is not */
    static ImportQuery of(@Nullable String query) {
        var values = UriComponentsBuilder.newInstance()
                .query(query == null ? "" : query)
                .build()
                .getQueryParams();
        for (var key : values.keySet()) {
            if (!KEYS.contains(key)) {
                throw refused("query '" + key + "' is not one of " + KEYS, null);
            }
        }
        return new ImportQuery(values);
    }

    ImportWishes wishes() {
        return new ImportWishes(value("name"), version(), value("task"), List.of(), parameters());
    }

    private @Nullable String value(String key) {
        var value = values.getFirst(key);
        return value == null ? null : UriUtils.decode(value, StandardCharsets.UTF_8);
    }

    private @Nullable Integer version() {
        var text = value("version");
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw refused("version '" + text + "' is not a positive integer", e);
        }
    }

    private Map<String, Object> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        for (var raw : values.getOrDefault("parameter", List.of())) {
            var parameter = UriUtils.decode(String.valueOf(raw), StandardCharsets.UTF_8);
            var equals = parameter.indexOf('=');
            if (equals < 1) {
                throw refused("parameter '" + parameter + "' is not of the form KEY=VALUE", null);
            }
            parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        try {
            return ImportWishes.typed(parameters);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static RefusedException refused(String detail, @Nullable Exception cause) {
        return cause == null
                ? new RefusedException(ErrorCode.BAD_INPUT, detail)
                : new RefusedException(ErrorCode.BAD_INPUT, detail, cause);
    }
}
