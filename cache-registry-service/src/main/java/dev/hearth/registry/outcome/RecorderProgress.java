package dev.hearth.registry.outcome;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the view may lack outcomes that the log has: from the start of this process, or from a wipe, until every
 * partition is recorded up to where it ended when that was noticed. Thread-safe.
 */
final class RecorderProgress {

    private final RecordedPositions positions;
    private final Supplier<Map<Integer, Long>> logEnds;
    private @Nullable Map<Integer, Long> goals;
    private boolean reached;

    /** @param logEnds where each partition that holds records ends; throws {@link KafkaException} if that is not known */
    RecorderProgress(RecordedPositions positions, Supplier<Map<Integer, Long>> logEnds) {
        this.positions = positions;
        this.logEnds = logEnds;
    }

    synchronized boolean rebuilding() {
        var recorded = positions.all();
        if (reached && !reached(recorded)) {
            restart();
        }
        if (goals == null) {
            try {
                goals = new HashMap<>(logEnds.get());
            } catch (KafkaException e) {
                return true;
            }
        }
        reached = reached(recorded);
        if (reached) {
            // From here on less than this is a wipe.
            recorded.forEach((partition, offset) -> goals.merge(partition, offset, Math::max));
        }
        return !reached;
    }

    /** The view is being made anew. */
    synchronized void restart() {
        goals = null;
        reached = false;
    }

    private boolean reached(Map<Integer, Long> recorded) {
        return goals != null
                && goals.entrySet().stream()
                        .allMatch(goal -> recorded.getOrDefault(goal.getKey(), 0L) >= goal.getValue());
    }
}
