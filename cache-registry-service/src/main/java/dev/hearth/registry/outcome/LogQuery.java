package dev.hearth.registry.outcome;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a function's log are asked for.
 *
 * @param instance only those of one GPU
 * @param since only those of invocations that ended then or later
 * @param tail at most so many of the present ones, the latest of those that the others let pass
 */
record LogQuery(
        String function,
        String namespace,
        @Nullable String instance,
        @Nullable Instant since,
        int tail) {

    LogQuery {
        tail = tail < 0 ? FunctionLog.ALL_LINES : Math.min(tail, FunctionLog.ALL_LINES);
    }

    boolean wants(FunctionLog.Line line) {
        return (since == null || line.finished() >= since.toEpochMilli())
                && (instance == null || instance.equals(line.instance(function, namespace)));
    }

    /** At least one: the newest says where following begins. */
    int linesToRead() {
        return since == null && instance == null ? Math.max(1, tail) : FunctionLog.ALL_LINES;
    }
}
