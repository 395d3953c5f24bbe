package dev.hearth.manifests.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.manifests.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Resources read into the types of fabric8, and of Strimzi, which are made alike: a wrong type is refused, an unknown field
 * is kept apart.
 */
final class KnownFields {

    private static final KubernetesSerialization FABRIC8 = new KubernetesSerialization(new ObjectMapper(), true);
    private static final ObjectMapper PLAIN = new ObjectMapper();

    private KnownFields() {}

    /** Of a resource whose kind fabric8 knows. */
    static List<String> findings(Resource resource) {
        try {
            return unknown(resource, FABRIC8.unmarshal(resource.json().toString()));
        } catch (IllegalArgumentException e) {
            return List.of(resource.id() + ": " + firstLine(e));
        }
    }

    static List<String> findings(Resource resource, Class<?> type) {
        try {
            return unknown(resource, PLAIN.treeToValue(resource.json(), type));
        } catch (JsonProcessingException e) {
            return List.of(resource.id() + ": " + firstLine(e));
        }
    }

    private static List<String> unknown(Resource resource, Object model) {
        var findings = new ArrayList<String>();
        walk(resource.id(), model, findings);
        return findings;
    }

    private static void walk(String path, Object value, List<String> findings) {
        if (value instanceof Collection<?> elements) {
            elements.forEach(element -> walk(path, element, findings));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> walk(path + "." + key, element, findings));
        } else if (value != null && isModel(value)) {
            walkModel(path, value, findings);
        }
    }

    private static boolean isModel(Object value) {
        var name = value.getClass().getName();
        return !(value instanceof Enum<?>) && (name.startsWith("io.fabric8.") || name.startsWith("io.strimzi.api."));
    }

    private static void walkModel(String path, Object model, List<String> findings) {
        for (var method : model.getClass().getMethods()) {
            if (method.getParameterCount() > 0 || !method.getName().startsWith("get")) {
                continue;
            }
            var value = valueOf(model, method);
            if (method.getName().equals("getAdditionalProperties")) {
                if (value instanceof Map<?, ?> unknown && !unknown.isEmpty()) {
                    findings.add(path + ": unknown fields " + unknown.keySet());
                }
            } else {
                walk(path + "." + method.getName().substring("get".length()), value, findings);
            }
        }
    }

    private static Object valueOf(Object model, java.lang.reflect.Method getter) {
        try {
            return getter.invoke(model);
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IllegalStateException("cannot read " + getter, e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
