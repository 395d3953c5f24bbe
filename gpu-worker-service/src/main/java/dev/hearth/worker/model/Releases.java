package dev.hearth.worker.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was acquired on the way to a resident model, given back last acquired first. One that fails to close is logged and
 * does not keep the others.
 */
public final class Releases implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Releases.class);

    private final Deque<AutoCloseable> acquired = new ArrayDeque<>();

    /** Keeps {@code resource} until {@link #close}. */
    public <T extends AutoCloseable> T add(T resource) {
        acquired.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!acquired.isEmpty()) {
            closeQuietly(acquired.pop());
        }
    }

    // Whatever one resource does, the memory behind the others must come back.
    @SuppressWarnings("InterruptedExceptionSwallowed")
    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            log.warn("{} did not close: {}", resource.getClass().getSimpleName(), e.toString(), e);
        }
    }
}
