package dev.hearth.manifests.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.manifests.Resource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
            Object model = FABRIC8.unmarshal(resource.json().toString());
            return model instanceof GenericKubernetesResource
                    ? List.of(resource.id() + ": there is no such kind")
                    : findings(resource, model);
        } catch (KubernetesClientException e) {
            return List.of(resource.id() + ": " + rootCause(e));
        }
    }

    static List<String> findings(Resource resource, Class<?> type) {
        try {
            return findings(resource, PLAIN.treeToValue(resource.json(), type));
        } catch (JsonProcessingException e) {
            return List.of(resource.id() + ": " + rootCause(e));
        }
    }

    private static List<String> findings(Resource resource, Object model) {
        var findings = new ArrayList<String>();
        walk(resource.id(), model, findings);
        compare(resource.id(), resource.json(), PLAIN.valueToTree(model), findings);
        return findings;
    }

    /** What is written again must hold all that was read: an enumeration's unknown value is read as none. */
    private static void compare(String path, JsonNode read, JsonNode written, List<String> findings) {
        if (read.isContainerNode() && read.size() > 0) {
            read.properties()
                    .forEach(field -> compare(
                            path + "." + field.getKey(), field.getValue(), written.path(field.getKey()), findings));
            for (var index = 0; read.isArray() && index < read.size(); index++) {
                compare(path + "[" + index + "]", read.path(index), written.path(index), findings);
            }
        } else if (read.isValueNode() && !read.asText().equals(written.asText())) {
            findings.add(path + ": " + read + " is no value of it");
        }
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

    private static String rootCause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
