package dev.hearth.scheduler.hint;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.topic.Topics;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.ModelId;
import dev.hearth.scheduling.cluster.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;

/**
 * Turns functions' annotations into what the core expects of models that it has not seen at work. A hint that says what
 * the one before it said is not told again, however often its function is read; of {@value #LIMIT} models at most, the one
 * hinted at first is forgotten first.
 *
 * <p>Not thread-safe: the thread that tails the topic owns it.
 */
final class ModelHints {

    static final int LIMIT = 10_000;

    private static final Logger log = LoggerFactory.getLogger(ModelHints.class);

    private final SequencedMap<ModelId, List<Event.ModelProfiled>> told = new LinkedHashMap<>();

    /** What the core must hear of the function's model: of each tier at most once, the repository first. */
    List<Event.ModelProfiled> news(FunctionRecord function) {
        var hints = hints(function);
        var model = new ModelId(function.model().shortName());
        if (hints.isEmpty() || hints.equals(told.get(model))) {
            return List.of();
        }
        told.put(model, hints);
        if (told.size() > LIMIT) {
            told.pollFirstEntry();
        }
        return hints;
    }

    private static List<Event.ModelProfiled> hints(FunctionRecord function) {
        var inference = duration(function, FunctionRecord.EXPECTED_INFERENCE_ANNOTATION);
        if (inference.isEmpty()) {
            return List.of();
        }
        var model = new ModelId(function.model().shortName());
        var hints = new ArrayList<Event.ModelProfiled>();
        duration(function, FunctionRecord.EXPECTED_LOAD_ANNOTATION)
                .ifPresent(load -> hints.add(hint(model, Tier.REPOSITORY, load, inference.get())));
        duration(function, FunctionRecord.EXPECTED_HOST_LOAD_ANNOTATION)
                .ifPresent(load -> hints.add(hint(model, Tier.HOST, load, inference.get())));
        return List.copyOf(hints);
    }

    private static Event.ModelProfiled hint(ModelId model, Tier tier, Duration load, Duration inference) {
        return new Event.ModelProfiled(model, tier, load.toNanos(), inference.toNanos());
    }

    /** The registry takes no deployment with another value; a record of an older one may have any. */
    private static Optional<Duration> duration(FunctionRecord function, String annotation) {
        var text = function.annotations().get(annotation);
        if (text == null) {
            return Optional.empty();
        }
        try {
            var duration = DurationStyle.SIMPLE.parse(text);
            if (duration.isPositive() && duration.compareTo(Topics.LONGEST_DEADLINE) <= 0) {
                return Optional.of(duration);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        log.warn(
                "ignored annotation {} '{}' of function={}: no duration of an hour at most",
                annotation,
                text,
                function.key());
        return Optional.empty();
    }
}
