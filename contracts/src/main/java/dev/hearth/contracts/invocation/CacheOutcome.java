package dev.hearth.contracts.invocation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether the model was resident on the GPU that ran the invocation. */
public enum CacheOutcome {
    HIT,
    MISS,
    /** A miss on the chosen GPU while another GPU held the model. */
    FALSE_MISS;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static CacheOutcome parse(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
