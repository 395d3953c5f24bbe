package dev.hearth.registry.problem;

import dev.hearth.contracts.error.ErrorCode;

/** A call that is answered with an error; the message names the value and what was expected. */
public final class RefusedException extends RuntimeException {

    private final ErrorCode code;

    public RefusedException(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public RefusedException(ErrorCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** What was refused and why. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
