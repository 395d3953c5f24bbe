package dev.hearth.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Something wrong that is planted into rendered resources.
 *
 * @param what is wrong, as a sentence
 * @param finding a part of what the check must say of it
 */
record Fault(String what, String overlay, Check check, UnaryOperator<Manifests> plant, String finding) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Sets a field of the object at a JSON pointer to a value in YAML, whether it was there or not. */
    static UnaryOperator<Manifests> set(String kind, String name, String pointer, String field, String yaml) {
        return manifests -> {
            object(manifests, kind, name, pointer).set(field, MAPPER.valueToTree(read(yaml)));
            return manifests;
        };
    }

    /** Takes a field away that was there. */
    static UnaryOperator<Manifests> without(String kind, String name, String pointer, String field) {
        return manifests -> {
            if (object(manifests, kind, name, pointer).remove(field) == null) {
                throw new IllegalArgumentException(kind + "/" + name + pointer + " has no " + field);
            }
            return manifests;
        };
    }

    /** Puts a value in YAML at the end of the array at a JSON pointer. */
    static UnaryOperator<Manifests> append(String kind, String name, String pointer, String yaml) {
        return manifests -> {
            ((ArrayNode) manifests.get(kind, name).at(pointer)).add(MAPPER.<ObjectNode>valueToTree(read(yaml)));
            return manifests;
        };
    }

    /** Takes a whole resource away. */
    static UnaryOperator<Manifests> withoutResource(String kind, String name) {
        return manifests -> {
            var resources = new ArrayList<>(manifests.resources());
            resources.remove(manifests.get(kind, name));
            return new Manifests(resources);
        };
    }

    @Override
    public String toString() {
        return check.getClass().getSimpleName() + ": " + what;
    }

    private static ObjectNode object(Manifests manifests, String kind, String name, String pointer) {
        if (manifests.get(kind, name).at(pointer) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(kind + "/" + name + " has no object at " + pointer);
    }

    private static Object read(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }
}
