package dev.hearth.repository;

import dev.hearth.contracts.model.ModelReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model was not imported; the repository is as it was before. */
public final class ModelImportException extends RuntimeException {

    private final Reason reason;
    private final @Nullable ModelReference existing;

    private ModelImportException(
            Reason reason, String message, @Nullable ModelReference existing, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.existing = existing;
    }

    static ModelImportException invalid(String message, @Nullable Throwable cause) {
        return new ModelImportException(Reason.INVALID, message, null, cause);
    }

    static ModelImportException exists(ModelReference model) {
        return new ModelImportException(
                Reason.EXISTS, model + " is in the repository already; import it under another version", model, null);
    }

    static ModelImportException storage(String message, Throwable cause) {
        return new ModelImportException(Reason.STORAGE, message, null, cause);
    }

    public Reason reason() {
        return reason;
    }

    /** The version that is in the repository already, if that is the reason. */
    public Optional<ModelReference> existing() {
        return Optional.ofNullable(existing);
    }

    /** Whose fault it was. */
    public enum Reason {
        /** The request or one of its files is not valid. */
        INVALID,
        /** The version is in the repository already; versions never change. */
        EXISTS,
        /** The repository could not be written. */
        STORAGE
    }
}
