package dev.hearth.contracts.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * One version of a model in the repository, written {@code model://NAME:VERSION}.
 *
 * @param version positive
 */
public record ModelReference(String name, int version) implements Comparable<ModelReference> {

    private static final String SCHEME = "model://";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

    public ModelReference {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("model name '" + name + "' does not match " + NAME);
        }
        if (version < 1) {
            throw new IllegalArgumentException("model version " + version + " is not a positive integer");
        }
    }

    /**
     * Reads {@code model://NAME:VERSION}; the scheme may be left out.
     *
     * @throws IllegalArgumentException naming the text and the expected form
     */
    @JsonCreator
    public static ModelReference parse(String text) {
        var rest = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        var colon = rest.lastIndexOf(':');
        if (colon < 0 || !VERSION.matcher(rest.substring(colon + 1)).matches()) {
            throw new IllegalArgumentException(
                    "model reference '" + text + "' is not of the form model://NAME:VERSION");
        }
        return new ModelReference(rest.substring(0, colon), Integer.parseInt(rest.substring(colon + 1)));
    }

    /** {@code NAME:VERSION}, as registry keys, metrics and JSON spell it. */
    @JsonValue
    public String shortName() {
        return name + ":" + version;
    }

    @Override
    public int compareTo(ModelReference other) {
        var byName = name.compareTo(other.name);
        return byName != 0 ? byName : Integer.compare(version, other.version);
    }

    @Override
    public String toString() {
        return SCHEME + shortName();
    }
}
