package dev.hearth.telemetry.metrics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The values that one label may take. Once there are as many as the limit, every further one is told as {@value #OTHER},
 * so that sums stay right and series stay few. Thread-safe.
 */
public final class BoundedLabel {

    /** Functions, and models, that have series of their own in one process. */
    public static final int LIMIT = 1_000;

    /** The label of what came when the limit was reached. */
    public static final String OTHER = "other";

    private final int limit;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public BoundedLabel() {
        this(LIMIT);
    }

    public BoundedLabel(int limit) {
        this.limit = limit;
    }

    /** The value itself, or {@value #OTHER}. */
    public String of(String value) {
        return known.contains(value) || enter(value) ? value : OTHER;
    }

    /** Makes room for others: forgets the values that do not pass, and says which those were. */
    public synchronized List<String> retain(Predicate<String> wanted) {
        var gone = known.stream().filter(wanted.negate()).toList();
        gone.forEach(known::remove);
        return gone;
    }

    private synchronized boolean enter(String value) {
        return known.size() < limit && known.add(value);
    }
}
