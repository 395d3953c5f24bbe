package dev.hearth.worker.keeping;

import dev.hearth.contracts.function.FunctionRecord;
import dev.hearth.contracts.function.Keeping;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.model.ModelWishes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The wishes of all functions; of those with one model the furthest-reaching holds. Thread-safe. */
final class FunctionWishes implements ModelWishes {

    private final Map<String, ModelReference> models = new HashMap<>();
    private final Map<ModelReference, Map<String, Keeping>> wishes = new HashMap<>();

    /** A function was deployed, or deployed anew; whether wishes came or went with that. */
    synchronized boolean put(FunctionRecord function) {
        var removed = remove(function.key());
        var keeping = function.keeping();
        if (keeping != null) {
            models.put(function.key(), function.model());
            wishes.computeIfAbsent(function.model(), _ -> new HashMap<>()).put(function.key(), keeping);
        }
        return removed || keeping != null;
    }

    /** Whether wishes went with the function. */
    synchronized boolean remove(String function) {
        var model = models.remove(function);
        if (model != null) {
            wishes.computeIfPresent(model, (_, ofModel) -> {
                ofModel.remove(function);
                return ofModel.isEmpty() ? null : ofModel;
            });
        }
        return model != null;
    }

    @Override
    public synchronized long keptUntilEpochMillis(ModelReference model, long lastUsedEpochMillis) {
        long until = MAY_LEAVE;
        for (var keeping : of(model)) {
            until = Math.max(until, keptUntil(keeping, lastUsedEpochMillis));
        }
        return until;
    }

    private static long keptUntil(Keeping keeping, long lastUsedEpochMillis) {
        if (keeping.pinned()) {
            return ALWAYS;
        }
        return keeping.warmMillis() == 0 ? MAY_LEAVE : lastUsedEpochMillis + keeping.warmMillis();
    }

    @Override
    public synchronized boolean staysInHostMemory(ModelReference model) {
        return of(model).stream().anyMatch(keeping -> Keeping.HOST.equals(keeping.stage()));
    }

    private Collection<Keeping> of(ModelReference model) {
        return wishes.getOrDefault(model, Map.of()).values();
    }
}
