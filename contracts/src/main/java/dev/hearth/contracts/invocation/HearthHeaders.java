package dev.hearth.contracts.invocation;

/** HTTP headers of an invocation, to callers and between scheduler and worker. */
public final class HearthHeaders {

    /** The id; on every answer. */
    public static final String INVOCATION = "X-Hearth-Invocation";

    /** The caller's label, else the id. */
    public static final String CALL_ID = "X-Call-Id";

    /** Unix time of receipt, nanoseconds. */
    public static final String START_TIME = "X-Start-Time";

    public static final String DURATION_SECONDS = "X-Duration-Seconds";
    public static final String CACHE = "X-Hearth-Cache";
    public static final String GPU = "X-Hearth-Gpu";
    public static final String SERVER_TIMING = "Server-Timing";

    /** The caller's own deadline, at most the function's cap; a duration such as {@code 5s}. */
    public static final String TIMEOUT = "X-Timeout";

    /** A {@code DispatchRequest} as JSON, on the scheduler's request to a worker. */
    public static final String DISPATCH = "X-Hearth-Dispatch";

    private HearthHeaders() {}
}
