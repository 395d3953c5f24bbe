package dev.hearth.gateway.problem;

import dev.hearth.contracts.error.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a call is refused, on its way to its caller; an operating outcome, so it carries no stack trace. */
public final class RefusedException extends RuntimeException {

    /** When a caller may try again what failed for want of Kafka, room or a process. */
    public static final Duration SOON = Duration.ofSeconds(1);

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;

    /** A refusal that trying again does not change. */
    public RefusedException(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    public RefusedException(ErrorCode code, String detail, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** A refusal that may be over {@link #SOON}. */
    public static RefusedException forNow(ErrorCode code, String detail) {
        return new RefusedException(code, detail, SOON);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
