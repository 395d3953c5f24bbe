package dev.hearth.repository;

import org.jspecify.annotations.Nullable;

/** A model was not imported; the repository is as it was before. */
public final class ModelImportException extends RuntimeException {

    private final Reason reason;

    private ModelImportException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static ModelImportException invalid(String message, @Nullable Throwable cause) {
        return new ModelImportException(Reason.INVALID, message, cause);
    }

    static ModelImportException exists(String message) {
        return new ModelImportException(Reason.EXISTS, message, null);
    }

    static ModelImportException storage(String message, Throwable cause) {
        return new ModelImportException(Reason.STORAGE, message, cause);
    }

    public Reason reason() {
        return reason;
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
