package dev.hearth.worker.task;

import org.jspecify.annotations.Nullable;

/** The caller's input is not what the function's task takes; the message says what was expected. */
public final class BadInputException extends Exception {

    public BadInputException(String message) {
        this(message, null);
    }

    public BadInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
