package dev.hearth.worker.emulation;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.repository.ModelRepository;
import dev.hearth.worker.model.HostTier;
import java.time.Duration;
import java.util.List;

/** Host memory that holds whatever the repository has; looked up at most once a second, as reports are far more often. */
final class EmulatedHostTier implements HostTier {

    private static final long STALE_NANOS = Duration.ofSeconds(1).toNanos();

    private final ModelRepository repository;
    private List<ModelReference> models = List.of();
    private long readNanos = System.nanoTime() - STALE_NANOS;

    EmulatedHostTier(ModelRepository repository) {
        this.repository = repository;
    }

    @Override
    public synchronized List<ModelReference> models() {
        long nowNanos = System.nanoTime();
        if (nowNanos - readNanos >= STALE_NANOS) {
            models = repository.references();
            readNanos = nowNanos;
        }
        return models;
    }
}
