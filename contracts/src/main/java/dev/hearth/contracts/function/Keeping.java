package dev.hearth.contracts.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where a function wants its model to stay, whoever else needs the room. Fields that say nothing are left out of the JSON.
 *
 * @param warmMillis how long after its last use the model is not evicted from a GPU; 0 for no time
 * @param pinned whether it is never evicted from a GPU once it is there, while the function exists
 * @param stage the tier that the model is brought to at deploy: {@value #HOST}; null for none
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Keeping(
        long warmMillis, boolean pinned, @Nullable String stage) {

    /** The worker's host memory. */
    public static final String HOST = "host";
}
