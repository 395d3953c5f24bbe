package dev.hearth.gateway.admission;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the invocations that wait in this gateway, by number and by the bytes of their bodies. Thread-safe. */
public final class Admission {

    private final int maxWaiting;
    private final long maxBodyBytes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();

    public Admission(int maxWaiting, long maxBodyBytes) {
        this.maxWaiting = maxWaiting;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** A place among the waiting; empty when all are taken. */
    public Optional<Permit> enter() {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Permit());
    }

    public int waiting() {
        return waiting.get();
    }

    public int maxWaiting() {
        return maxWaiting;
    }

    /** Bytes of bodies held now. */
    public long bodyBytes() {
        return bodyBytes.get();
    }

    private boolean take(long bytes) {
        if (bodyBytes.addAndGet(bytes) > maxBodyBytes) {
            bodyBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** One invocation's place. Closed once, more often does no harm. */
    public final class Permit implements AutoCloseable {

        private long heldBytes;
        private boolean closed;

        private Permit() {}

        /** Holds {@code bytes} more, or nothing more and answers false where the bound is reached. */
        public synchronized boolean reserve(long bytes) {
            if (closed || !take(bytes)) {
                return false;
            }
            heldBytes += bytes;
            return true;
        }

        /** Gives back all bytes held; the place stays. */
        public synchronized void releaseBytes() {
            bodyBytes.addAndGet(-heldBytes);
            heldBytes = 0;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                releaseBytes();
                waiting.decrementAndGet();
            }
        }
    }
}
