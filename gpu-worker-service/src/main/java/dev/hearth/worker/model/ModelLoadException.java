package dev.hearth.worker.model;

import org.jspecify.annotations.Nullable;

/** A model did not become resident; nothing of it is left on the device. */
public final class ModelLoadException extends Exception {

    public ModelLoadException(String message) {
        this(message, null);
    }

    public ModelLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
