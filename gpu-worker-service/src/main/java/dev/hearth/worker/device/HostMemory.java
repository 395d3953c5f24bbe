package dev.hearth.worker.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Host memory for models on their way to devices, under a byte budget. Thread-safe.
 *
 * <p>It is had in parts of one size, any of which serve any block, so nothing fragments but a block's last part. Parts stay
 * until the end: touching and pinning memory costs far more than keeping it.
 */
public final class HostMemory implements AutoCloseable {

    private final HostParts source;
    private final MemoryBudget budget;
    private final Deque<MemorySegment> idle = new ArrayDeque<>();

    /** @param totalBytes positive */
    public HostMemory(HostParts source, long totalBytes) {
        this.source = source;
        this.budget = new MemoryBudget("host memory", totalBytes);
    }

    /** Has all parts ready from now on: pinned memory is not to be waited for while a model loads. */
    public HostMemory prepared() {
        var block = allocate(budget.totalBytes());
        block.close();
        return this;
    }

    public long totalBytes() {
        return budget.totalBytes();
    }

    public long freeBytes() {
        return budget.freeBytes();
    }

    /**
     * Takes exactly this many bytes of the budget.
     *
     * @throws OutOfDeviceMemoryException if fewer are free, or the machine has no more
     */
    public HostBlock allocate(long bytes) {
        budget.take(bytes);
        var whole = new ArrayList<MemorySegment>();
        try {
            var parts = new ArrayList<MemorySegment>();
            for (long left = bytes; left > 0; left -= HostParts.BYTES) {
                var part = part();
                whole.add(part);
                parts.add(part.asSlice(0, Math.min(left, HostParts.BYTES)));
            }
            return new HostBlock(parts, bytes, () -> giveBack(whole, bytes));
        } catch (RuntimeException | Error e) {
            giveBack(whole, bytes);
            throw e;
        }
    }

    private MemorySegment part() {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return source.create();
    }

    private void giveBack(List<MemorySegment> parts, long bytes) {
        synchronized (idle) {
            parts.forEach(idle::push);
        }
        budget.giveBack(bytes);
    }

    /** Gives all idle parts back; nothing is in use any more. */
    @Override
    public void close() {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                source.destroy(idle.pop());
            }
        }
    }
}
