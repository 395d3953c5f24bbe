package dev.hearth.worker.task;

import dev.hearth.contracts.model.ModelManifest;
import java.util.List;

/**
 * The parameters in a model's manifest, read with their defaults. Each method throws {@link IllegalArgumentException} with
 * the value found and what was expected.
 */
record TaskParameters(ModelManifest manifest) {

    int positiveInteger(String name, int otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof Integer number && number > 0) {
            return number;
        }
        throw invalid(name, value, "a positive integer");
    }

    boolean flag(String name, boolean otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(name, value, "true or false");
    }

    String oneOf(String name, List<String> allowed) {
        var value = manifest.parameters().getOrDefault(name, allowed.getFirst());
        if (value instanceof String text && allowed.contains(text)) {
            return text;
        }
        throw invalid(name, value, "one of " + allowed);
    }

    String text(String name, String otherwise) {
        var value = manifest.parameters().getOrDefault(name, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw invalid(name, value, "a text");
    }

    List<String> texts(String name) {
        var value = manifest.parameters().getOrDefault(name, List.of());
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw invalid(name, value, "a list of texts");
    }

    private IllegalArgumentException invalid(String name, Object value, String expected) {
        return new IllegalArgumentException(
                "parameter " + name + " of " + manifest.reference() + " is '" + value + "', expected " + expected);
    }
}
