package dev.hearth.worker.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Blocks of a device's memory, each one range of addresses laid over any slabs. Thread-safe.
 *
 * <p>Whatever slabs are free serve the next block, wherever they lie, so free bytes are usable bytes: nothing fragments
 * but the last slab of each block, of which less than one slab lies idle. That waste is beyond the budgets, which count
 * exactly the bytes asked for. Slabs stay with the pool when a block is closed, since new memory costs many times what
 * laying it elsewhere does, until {@link #trim}.
 */
public final class SlabPool<S> implements AutoCloseable {

    private final SlabMemory<S> memory;
    private final Deque<S> idle = new ArrayDeque<>();
    private long heldSlabs;
    private boolean closed;

    public SlabPool(SlabMemory<S> memory) {
        this.memory = memory;
    }

    public long slabBytes() {
        return memory.slabBytes();
    }

    /**
     * Takes exactly this many bytes of a budget.
     *
     * @throws OutOfDeviceMemoryException if fewer are free, or the device has no slab left; nothing is taken then
     * @throws IllegalArgumentException if {@code bytes} is not positive
     */
    public Block allocate(long bytes, MemoryBudget budget) {
        budget.take(bytes);
        try {
            return lay(bytes, budget);
        } catch (RuntimeException | Error e) {
            budget.giveBack(bytes);
            throw e;
        }
    }

    private Block lay(long bytes, MemoryBudget budget) {
        long count = Math.ceilDiv(bytes, memory.slabBytes());
        var slabs = take(count);
        try {
            long address = memory.reserve(count * memory.slabBytes());
            try {
                memory.lay(address, slabs);
                return new Block(address, bytes, slabs, budget);
            } catch (RuntimeException | Error e) {
                memory.release(address, count * memory.slabBytes());
                throw e;
            }
        } catch (RuntimeException | Error e) {
            keep(slabs);
            throw e;
        }
    }

    private List<S> take(long count) {
        var slabs = new ArrayList<S>(Math.toIntExact(count));
        synchronized (this) {
            while (slabs.size() < count && !idle.isEmpty()) {
                slabs.add(idle.pop());
            }
        }
        try {
            // Outside the lock: new memory is slow to come by.
            while (slabs.size() < count) {
                slabs.add(memory.create());
                count(1);
            }
            return slabs;
        } catch (RuntimeException | Error e) {
            keep(slabs);
            throw e;
        }
    }

    private synchronized void count(int slabs) {
        heldSlabs += slabs;
    }

    private synchronized void keep(List<S> slabs) {
        slabs.forEach(idle::push);
        if (closed) {
            trim();
        }
    }

    /** Memory that the pool holds, used or idle. */
    public synchronized long heldBytes() {
        return heldSlabs * memory.slabBytes();
    }

    /** Gives idle slabs back to whom they came from. */
    public synchronized void trim() {
        heldSlabs -= idle.size();
        while (!idle.isEmpty()) {
            memory.destroy(idle.pop());
        }
    }

    /** Gives everything back, what is still in use as soon as it no longer is. */
    @Override
    public synchronized void close() {
        closed = true;
        trim();
    }

    /** Consecutive addresses. Whoever allocated them closes them, after everything that reads them. */
    public final class Block implements AutoCloseable {

        private final long address;
        private final long bytes;
        private final List<S> slabs;
        private final MemoryBudget budget;
        private final AtomicBoolean given = new AtomicBoolean();

        private Block(long address, long bytes, List<S> slabs, MemoryBudget budget) {
            this.address = address;
            this.bytes = bytes;
            this.slabs = List.copyOf(slabs);
            this.budget = budget;
        }

        /** A multiple of the slabs' size. */
        public long address() {
            return address;
        }

        public long bytes() {
            return bytes;
        }

        /** Gives exactly {@link #bytes} back; a second call does nothing. */
        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                memory.lift(address, slabs);
                memory.release(address, slabs.size() * memory.slabBytes());
                keep(slabs);
                budget.giveBack(bytes);
            }
        }
    }
}
