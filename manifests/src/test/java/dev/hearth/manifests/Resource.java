package dev.hearth.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One resource. What it lacks is a missing node, whose text is empty. */
public record Resource(ObjectNode json) {

    public String kind() {
        return json.path("kind").asText();
    }

    public String apiVersion() {
        return json.path("apiVersion").asText();
    }

    public String name() {
        return json.at("/metadata/name").asText();
    }

    /** {@code KIND/NAME}, for findings. */
    public String id() {
        return kind() + "/" + name();
    }

    /** By JSON pointer. */
    public JsonNode at(String pointer) {
        return json.at(pointer);
    }

    /** An object of strings at a JSON pointer; empty if there is none. */
    public Map<String, String> strings(String pointer) {
        return strings(json.at(pointer));
    }

    public static Map<String, String> strings(JsonNode object) {
        var strings = new TreeMap<String, String>();
        object.properties()
                .forEach(field -> strings.put(field.getKey(), field.getValue().asText()));
        return strings;
    }

    /** An array's elements in order; empty if there is none. */
    public static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
