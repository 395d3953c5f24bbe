package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.device.OutOfDeviceMemoryException;
import org.jspecify.annotations.Nullable;

/** A model did not become resident; nothing of it is left on the device. */
public final class ModelLoadException extends Exception {

    public ModelLoadException(String message) {
        this(message, null);
    }

    public ModelLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the device had no memory for it. */
    boolean isOutOfMemory() {
        return getCause() instanceof OutOfDeviceMemoryException;
    }

    static ModelLoadException of(ModelReference model, Throwable cause) {
        return new ModelLoadException(model + " did not load: " + cause.getMessage(), cause);
    }
}
