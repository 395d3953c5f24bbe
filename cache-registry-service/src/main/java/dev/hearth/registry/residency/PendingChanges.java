package dev.hearth.registry.residency;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written to Redis: at most one change per worker, the newest, so that it never grows beyond the number
 * of workers however long Redis is away. Thread-safe.
 */
final class PendingChanges {

    private final Map<String, Change> byWorker = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    /** Replaces what waits for the same worker, at its place in the order. */
    void add(Change change) {
        lock.lock();
        try {
            byWorker.put(change.worker(), change);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what could not be written, unless something newer waits already. */
    void giveBack(Change change) {
        lock.lock();
        try {
            byWorker.putIfAbsent(change.worker(), change);
        } finally {
            lock.unlock();
        }
    }

    /** The change that waits longest; empty if none came in time. */
    Optional<Change> take(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            var left = longest.toNanos();
            while (byWorker.isEmpty() && left > 0) {
                left = added.awaitNanos(left);
            }
            var first = byWorker.entrySet().iterator();
            if (!first.hasNext()) {
                return Optional.empty();
            }
            var change = first.next().getValue();
            first.remove();
            return Optional.of(change);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return byWorker.size();
        } finally {
            lock.unlock();
        }
    }
}
