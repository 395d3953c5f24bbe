package dev.hearth.scheduler.fleet;

import dev.hearth.contracts.worker.WorkerRecord;
import dev.hearth.scheduling.Event;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the core was last told of workers' host memory, so that it is told again only of changes.
 *
 * <p>Not thread-safe: the thread that tails the topic owns it.
 */
final class StagedModels {

    private final Map<String, Told> byWorker = new HashMap<>();

    /** What the core must hear after this report; empty if it knows. Of an epoch it has not heard of it knows no models. */
    Optional<Event.ModelsStaged> news(WorkerRecord.Report report) {
        var models = report.host().stream()
                .map(model -> new ModelId(model.shortName()))
                .sorted()
                .toList();
        var told = byWorker.put(report.worker(), new Told(report.epoch(), models));
        var known = told != null && told.epoch() == report.epoch() ? told.models() : List.<ModelId>of();
        return known.equals(models)
                ? Optional.empty()
                : Optional.of(new Event.ModelsStaged(report.worker(), report.epoch(), models));
    }

    void forget(String worker) {
        byWorker.remove(worker);
    }

    private record Told(long epoch, List<ModelId> models) {}
}
