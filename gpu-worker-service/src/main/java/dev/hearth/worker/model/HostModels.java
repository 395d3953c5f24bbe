package dev.hearth.worker.model;

import dev.hearth.contracts.model.ModelReference;
import dev.hearth.worker.device.HostMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in the node's host memory, under its byte budget: the least recently used leave first, none while it is read
 * or copied, and none of those that are wished to stay. Whoever wants a model that is on its way waits for it, so it is read
 * once. Thread-safe.
 *
 * <p>A model that does not fit, even if all leave that may, is loaded past the tier.
 */
final class HostModels implements HostTier, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HostModels.class);

    private final ModelReader reader;
    private final @Nullable HostMemory memory;
    private final ModelWishes wishes;

    /** Coldest first. */
    private final SequencedMap<ModelReference, StagedModel> staged = new LinkedHashMap<>();

    /** Of the memory's budget, what models take that are there or on their way. */
    private long takenBytes;

    /** @param memory null if there is no host tier, and every model is loaded past it */
    HostModels(ModelReader reader, @Nullable HostMemory memory, ModelWishes wishes) {
        this.reader = reader;
        this.memory = memory;
        this.wishes = wishes;
    }

    /**
     * A model to be copied to a device, read now if it is not there yet. It stays until it is closed. Blocks.
     *
     * @throws ModelLoadException if it cannot be read
     */
    Source open(RequestedModel wanted) throws ModelLoadException {
        var place = place(wanted);
        if (place == null) {
            var past = reader.read(wanted, null);
            return new Source(past, Tier.REPOSITORY, past::close);
        }
        try {
            var origin = place.isReady() ? Tier.HOST : Tier.REPOSITORY;
            if (place.claim()) {
                read(place);
            }
            return new Source(place.model().join(), origin, () -> release(place));
        } catch (CompletionException e) {
            release(place);
            throw e.getCause() instanceof ModelLoadException failure
                    ? failure
                    : ModelLoadException.of(wanted.reference(), e);
        }
    }

    /** The model's place, pinned; null if it has none. */
    private synchronized @Nullable StagedModel place(RequestedModel wanted) {
        var present = staged.get(wanted.reference());
        if (present != null && !present.wanted().equals(wanted)) {
            // The version was deleted and imported anew.
            if (present.pinned()) {
                return null;
            }
            drop(present);
            present = null;
        }
        if (present == null) {
            if (!makeRoom(wanted.bytes())) {
                return null;
            }
            present = new StagedModel(wanted);
            takenBytes += wanted.bytes();
        }
        staged.putLast(wanted.reference(), present);
        present.pin();
        return present;
    }

    private boolean makeRoom(long bytes) {
        if (memory == null) {
            return false;
        }
        long missingBytes = bytes - (memory.totalBytes() - takenBytes);
        var leaving = new ArrayList<StagedModel>();
        for (var other : staged.values()) {
            if (missingBytes <= 0) {
                break;
            }
            if (!other.pinned() && !wishes.staysInHostMemory(other.wanted().reference())) {
                leaving.add(other);
                missingBytes -= other.wanted().bytes();
            }
        }
        if (missingBytes > 0) {
            return false;
        }
        leaving.forEach(this::drop);
        return true;
    }

    private void read(StagedModel place) {
        long begun = System.nanoTime();
        try {
            var model = reader.read(place.wanted(), memory);
            log.info(
                    "staged model={} bytes={} readMs={}",
                    place.wanted().reference(),
                    place.wanted().bytes(),
                    (System.nanoTime() - begun) / 1_000_000);
            place.ready(model);
        } catch (Throwable e) {
            // Whatever it was, those who wait for the model must hear of it.
            synchronized (this) {
                forget(place);
            }
            place.fail(e);
        }
    }

    private synchronized void release(StagedModel place) {
        place.unpin();
    }

    /** Guarded by this. */
    private void drop(StagedModel place) {
        forget(place);
        place.close();
        log.info(
                "left host memory model={} bytes={}",
                place.wanted().reference(),
                place.wanted().bytes());
    }

    private void forget(StagedModel place) {
        if (staged.remove(place.wanted().reference(), place)) {
            takenBytes -= place.wanted().bytes();
        }
    }

    @Override
    public synchronized List<ModelReference> models() {
        return staged.values().stream()
                .filter(StagedModel::isReady)
                .map(place -> place.wanted().reference())
                .toList();
    }

    /** Bytes of host memory that models may take, and that they take now. */
    synchronized Fill fill() {
        return new Fill(memory == null ? 0 : memory.totalBytes(), takenBytes);
    }

    /** Frees all; nothing is loaded any more. */
    @Override
    public synchronized void close() {
        List.copyOf(staged.values()).stream().filter(place -> !place.pinned()).forEach(this::drop);
        if (memory != null) {
            memory.close();
        }
    }

    record Fill(long totalBytes, long takenBytes) {}

    /**
     * A model in host memory while it is copied from there.
     *
     * @param origin where it lay when it was asked for
     */
    record Source(ReadModel model, Tier origin, Runnable release) implements AutoCloseable {

        @Override
        public void close() {
            release.run();
        }
    }
}
