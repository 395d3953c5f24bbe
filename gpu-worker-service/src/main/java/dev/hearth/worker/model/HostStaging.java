package dev.hearth.worker.model;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings models to host memory before anybody loads them, one after another, on a thread of its own. As many wait for it as
 * functions ask for it.
 */
public final class HostStaging implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HostStaging.class);

    private final HostModels models;
    private final ModelWishes wishes;

    /** A platform thread: pinned memory is made in a device's context, which belongs to a thread. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("staging").daemon().factory());

    HostStaging(HostModels models, ModelWishes wishes) {
        this.models = models;
        this.wishes = wishes;
    }

    /** Does not block; one that cannot be read is logged, and read again when it is loaded. */
    public void stage(RequestedModel wanted) {
        thread.execute(() -> {
            // The function may have been removed, or deployed with another model, since it asked.
            if (wishes.staysInHostMemory(wanted.reference())) {
                read(wanted);
            }
        });
    }

    private void read(RequestedModel wanted) {
        try {
            models.open(wanted).close();
        } catch (ModelLoadException | RuntimeException e) {
            log.warn("not staged: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
