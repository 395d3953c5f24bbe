package dev.hearth.worker.execution;

import dev.hearth.contracts.invocation.Payload;
import dev.hearth.contracts.invocation.ResultRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A log in memory that can refuse records and let bodies wait. */
final class FakeDispatchLog implements DispatchLog {

    private final List<Appended> appended = new CopyOnWriteArrayList<>();
    private final List<byte[]> stored = new CopyOnWriteArrayList<>();
    private final Map<Long, CompletableFuture<byte[]>> bodies = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();

    List<Appended> appended() {
        return appended;
    }

    List<byte[]> stored() {
        return stored;
    }

    /** The body at this offset of the inputs topic; comes when the test completes it. */
    CompletableFuture<byte[]> body(long offset) {
        return bodies.computeIfAbsent(offset, _ -> new CompletableFuture<>());
    }

    /** The next so many appends are not acknowledged. */
    void refuse(int appends) {
        refusals.set(appends);
    }

    int refusalsLeft() {
        return refusals.get();
    }

    @Override
    public CompletableFuture<byte[]> fetch(Payload body) {
        return switch (body) {
            case Payload.Inline inline -> CompletableFuture.completedFuture(inline.bytes());
            case Payload.Reference reference -> body(reference.offset());
        };
    }

    @Override
    public Payload store(byte[] answer) {
        stored.add(answer);
        return new Payload.Reference("hearth.outputs", 0, stored.size() - 1L, answer.length);
    }

    @Override
    public void append(ResultRecord.Ended ended, int partition) throws LogUnavailableException {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new LogUnavailableException(new IllegalStateException("no broker"));
        }
        appended.add(new Appended(ended, partition));
    }

    record Appended(ResultRecord.Ended ended, int partition) {}
}
