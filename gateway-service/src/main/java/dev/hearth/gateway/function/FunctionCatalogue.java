package dev.hearth.gateway.function;

import dev.hearth.contracts.function.FunctionRecord;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The functions that can be invoked. Safe for any thread; one writes, the tail. */
public final class FunctionCatalogue {

    private final ConcurrentMap<String, FunctionRecord> byKey = new ConcurrentHashMap<>();
    private volatile boolean read;

    /**
     * The function that a caller calls {@code NAME} or {@code NAME.NAMESPACE}. The text is split at its last dot only if
     * that names a function; otherwise all of it is a name in the default namespace.
     */
    public Optional<FunctionRecord> find(String spelled) {
        // A key is NAME.NAMESPACE: the text itself is the key it would have after a split at the last dot.
        var qualified = byKey.get(spelled);
        if (qualified != null) {
            return Optional.of(qualified);
        }
        return Optional.ofNullable(byKey.get(FunctionRecord.key(spelled, FunctionRecord.DEFAULT_NAMESPACE)));
    }

    /** Whether a function that is not in here does not exist: false until the topic was read to its end. */
    public boolean isRead() {
        return read;
    }

    public int size() {
        return byKey.size();
    }

    /** {@code name.namespace} of all, in order. */
    public SortedSet<String> keys() {
        return new TreeSet<>(byKey.keySet());
    }

    public void put(FunctionRecord function) {
        byKey.put(function.key(), function);
    }

    public void remove(String key) {
        byKey.remove(key);
    }

    /** Says that everything the topic held at start is in here. */
    public void markRead() {
        read = true;
    }
}
