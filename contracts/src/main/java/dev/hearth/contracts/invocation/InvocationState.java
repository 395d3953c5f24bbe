package dev.hearth.contracts.invocation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an invocation is in its life; the last four are terminal. */
public enum InvocationState {
    ACCEPTED,
    QUEUED,
    DISPATCHED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    EXPIRED,
    CANCELLED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static InvocationState parse(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    public boolean terminal() {
        return compareTo(SUCCEEDED) >= 0;
    }
}
