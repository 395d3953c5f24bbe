package dev.hearth.worker.model;

import java.util.Locale;

/** Where a model can be loaded from. */
public enum Tier {
    /** The model's files. */
    REPOSITORY,
    /** The node's host memory. */
    HOST;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }
}
