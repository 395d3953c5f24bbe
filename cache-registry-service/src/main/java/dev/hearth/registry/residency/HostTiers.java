package dev.hearth.registry.residency;

import dev.hearth.contracts.model.ModelReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which models lie in workers' host memory, by the last report of each worker under a lease: kept here, since nothing is
 * claimed there and the next report of a worker says it all again. Thread-safe.
 */
public final class HostTiers {

    private final Map<String, Set<ModelReference>> byWorker = new ConcurrentSkipListMap<>();

    void accept(Change change) {
        switch (change) {
            case Change.Reported reported ->
                byWorker.put(reported.worker(), Set.copyOf(reported.report().host()));
            case Change.Lost lost -> byWorker.remove(lost.worker());
        }
    }

    /** The workers that have the model in host memory, by name. */
    public List<String> workers(ModelReference model) {
        return byWorker.entrySet().stream()
                .filter(worker -> worker.getValue().contains(model))
                .map(Map.Entry::getKey)
                .toList();
    }
}
