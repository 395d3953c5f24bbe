package dev.hearth.worker.device;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way from a node's host memory to its devices. It carries one load at a time, the others wait in the order they came:
 * two at once would both be there only when the second of them is there now. Thread-safe.
 */
public final class Link {

    private static final double BYTES_PER_GIGABYTE = 1e9;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ReentrantLock way = new ReentrantLock(true);
    private final double nanosPerByte;

    private Link(double nanosPerByte) {
        this.nanosPerByte = nanosPerByte;
    }

    /** As fast as the machine copies. */
    public static Link unlimited() {
        return new Link(0);
    }

    /**
     * No faster than a real one, where copies are mere moves within host memory.
     *
     * @param gigabytesPerSecond in 10^9 bytes
     */
    public static Link paced(double gigabytesPerSecond) {
        return new Link(NANOS_PER_SECOND / (gigabytesPerSecond * BYTES_PER_GIGABYTE));
    }

    /** Runs a copy of so many bytes; returns once it is done, and not before the link could have carried them. */
    public void carry(long bytes, Runnable copy) {
        way.lock();
        try {
            long arrivesNanos = System.nanoTime() + Math.round(bytes * nanosPerByte);
            copy.run();
            awaitNanos(arrivesNanos - System.nanoTime());
        } finally {
            way.unlock();
        }
    }

    private static void awaitNanos(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            // The bytes are there: only the pace is not kept.
            Thread.currentThread().interrupt();
        }
    }
}
