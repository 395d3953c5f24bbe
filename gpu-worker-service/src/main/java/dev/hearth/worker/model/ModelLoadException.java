package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import org.jspecify.annotations.Nullable;

/** A model did not become resident; nothing of it is left on the device. */
public final class ModelLoadException extends Exception {

    public ModelLoadException(String message) {
        this(message, null);
    }

    public ModelLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static ModelLoadException of(ModelReference model, Throwable cause) {
        return new ModelLoadException(model + " did not load: " + cause.getMessage(), cause);
    }
}
