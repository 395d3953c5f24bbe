package dev.hearth.gateway.function;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How far {@code hearth.functions} is read, and who waits for it to be read further. Safe for any thread. */
public final class CataloguePosition {

    private final NavigableMap<Long, CompletableFuture<Void>> waits = new TreeMap<>();
    private long lastRead = -1;

    /**
     * Completes, on the tail's thread, once the record at the offset is in the catalogue. Those who wait for the same offset
     * share one future: stop waiting by a time limit of your own.
     */
    public synchronized CompletableFuture<Void> reached(long offset) {
        return offset <= lastRead
                ? CompletableFuture.completedFuture(null)
                : waits.computeIfAbsent(offset, unread -> new CompletableFuture<>());
    }

    /** Says that the record at the offset is in the catalogue, and all before it. */
    public void moveTo(long offset) {
        for (var done = next(offset); done != null; done = next(offset)) {
            done.complete(null);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> next(long offset) {
        lastRead = Math.max(lastRead, offset);
        var first = waits.firstEntry();
        return first == null || first.getKey() > lastRead
                ? null
                : waits.pollFirstEntry().getValue();
    }
}
