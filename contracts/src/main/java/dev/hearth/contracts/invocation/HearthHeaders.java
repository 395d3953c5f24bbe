package dev.hearth.contracts.invocation;

/** HTTP headers of Hearth's own, to callers and between its services. */
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

    /**
     * Offset in {@code hearth.functions} of the change that the registry's answer confirms; a gateway passes the answer on
     * once it has read that far, without this header.
     */
    public static final String CATALOGUE_OFFSET = "X-Hearth-Catalogue-Offset";

    /** W3C Trace Context, from callers, between services and on the messages of {@code hearth.invocations} and results. */
    public static final String TRACEPARENT = "traceparent";

    /** What tracing systems say to each other beside it. */
    public static final String TRACESTATE = "tracestate";

    private HearthHeaders() {}
}
