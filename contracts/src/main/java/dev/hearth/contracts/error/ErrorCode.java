package dev.hearth.contracts.error;

/** Why an invocation or a management call was refused or failed; stable names, with the HTTP status each is told by. */
public enum ErrorCode {
    BAD_INPUT(400),
    UNAUTHENTICATED(401),
    FUNCTION_NOT_FOUND(404),
    MODEL_NOT_FOUND(404),
    INVOCATION_NOT_FOUND(404),
    ROUTE_NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    MODEL_EXISTS(409),
    MODEL_IN_USE(409),
    BODY_TOO_LARGE(413),
    QUEUE_FULL(429),
    CANCELLED(499),
    INFERENCE_FAILED(500),
    NOT_SUPPORTED(501),
    WORKER_LOST(502),
    MODEL_LOAD_FAILED(502),
    NO_CAPACITY(503),
    UNAVAILABLE(503),
    ACCEPTANCE_UNKNOWN(503),
    REBUILDING(503),
    DEADLINE_EXCEEDED(504),
    OUTCOME_UNKNOWN(504),
    MODEL_LARGER_THAN_ANY_GPU(507);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
