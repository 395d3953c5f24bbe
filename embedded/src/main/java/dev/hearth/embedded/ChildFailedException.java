package dev.hearth.embedded;

/** A child process could not be started, ended early or did not become ready; the message says which, why and where. */
public final class ChildFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ChildFailedException(String message) {
        super(message);
    }

    public ChildFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
