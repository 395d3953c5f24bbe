package dev.hearth.settings;

import java.util.Optional;

/**
 * A setting that somebody gave and nobody reads.
 *
 * @param origin where it was given, e.g. {@code command line}
 * @param nearest the known name that it was most likely meant to be
 */
public record UnknownSetting(String name, String origin, Optional<String> nearest) {

    /** One line for a person. */
    public String message() {
        return "unknown setting " + name + " (from " + origin + ")"
                + nearest.map(known -> ": did you mean " + known + "?")
                        .orElse("; docs/configuration.md lists the known ones");
    }
}
