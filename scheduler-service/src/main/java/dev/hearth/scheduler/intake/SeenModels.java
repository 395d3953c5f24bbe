package dev.hearth.scheduler.intake;

import dev.hearth.contracts.invocation.InvocationRecord;
import dev.hearth.contracts.model.ModelReference;
import dev.hearth.scheduling.cluster.ModelId;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The models that invocations have named, with what a worker needs to load them: the scheduler has no catalogue. At most
 * {@value #LIMIT}, the one not named for longest goes first. Thread-safe.
 */
public final class SeenModels {

    static final int LIMIT = 10_000;

    private final SequencedMap<ModelId, Source> sources = new LinkedHashMap<>();

    synchronized void see(InvocationRecord invocation) {
        var model = new ModelId(invocation.model().shortName());
        sources.remove(model);
        sources.putLast(model, new Source(invocation.model(), invocation.modelDigest()));
        if (sources.size() > LIMIT) {
            sources.pollFirstEntry();
        }
    }

    synchronized Optional<Source> find(ModelId model) {
        return Optional.ofNullable(sources.get(model));
    }

    /**
     * A model as invocations name it.
     *
     * @param digest sha256 over the manifest
     */
    public record Source(ModelReference reference, String digest) {}
}
