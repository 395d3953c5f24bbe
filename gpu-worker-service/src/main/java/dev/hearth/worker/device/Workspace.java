package dev.hearth.worker.device;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Memory of one device for what comes and goes while models run: activations, and what sessions keep beside the weights.
 * Thread-safe.
 *
 * <p>A piece beyond half a slab has slabs of its own. Smaller ones are cut from slabs, many of one size at a time: less than a
 * quarter of each is wasted, and of each size in use less than 128 KiB lies idle. What is given back is kept for the next of
 * its size, since a run wants the same pieces as the run before it, and a piece then costs no call of the driver; {@link
 * #trim} gives it up.
 */
public final class Workspace {

    private static final long SMALLEST_PIECE_BYTES = 256;

    /** Cut at once for pieces of one size. */
    private static final long CUT_BYTES = 128L << 10;

    private static final Deque<Long> NONE = new ArrayDeque<>();

    private final SlabPool<?> pool;
    private final MemoryBudget budget;

    /** Slabs and larger blocks in use or idle, by the address at which they begin; a multiple of a slab. */
    private final Map<Long, Held> held = new HashMap<>();

    /** Addresses that were given back, by the bytes at them. */
    private final TreeMap<Long, Deque<Long>> idle = new TreeMap<>();

    /** The slab that is being cut up. */
    private @Nullable Held current;

    private long heldBytes;
    private long usedBytes;

    public Workspace(SlabPool<?> pool, MemoryBudget budget) {
        this.pool = pool;
        this.budget = budget;
    }

    /** In host memory, as much as the machine has. */
    public static Workspace ofHost(String name) {
        return ofHost(MemoryBudget.unlimited(name));
    }

    /** In host memory, as much as the budget says. */
    public static Workspace ofHost(MemoryBudget budget) {
        return new Workspace(new SlabPool<>(HostSlabs.MEMORY), budget);
    }

    /**
     * At least so many bytes.
     *
     * @return a multiple of 256
     * @throws OutOfDeviceMemoryException if the budget or the device has none, even after all that is idle was given up
     */
    public synchronized long allocate(long bytes) {
        long pieceBytes = pieceBytes(bytes);
        try {
            return take(pieceBytes);
        } catch (OutOfDeviceMemoryException e) {
            trim();
            return take(pieceBytes);
        }
    }

    private long take(long pieceBytes) {
        var given = idle.get(pieceBytes);
        if (given == null || given.isEmpty()) {
            given = cut(pieceBytes);
        }
        long address = given.pop();
        holderOf(address).used++;
        usedBytes += pieceBytes;
        return address;
    }

    /** Makes at least one piece of this size idle. */
    private Deque<Long> cut(long pieceBytes) {
        var pieces = idle.computeIfAbsent(pieceBytes, _ -> new ArrayDeque<>());
        long cutBytes = pieceBytes > CUT_BYTES ? pieceBytes : CUT_BYTES;
        if (pieceBytes > pool.slabBytes() / 2) {
            pieces.push(hold(pieceBytes).cut(pieceBytes, pieceBytes));
            return pieces;
        }
        if (current == null || current.uncutBytes() < cutBytes) {
            current = hold(pool.slabBytes());
        }
        long address = current.cut(cutBytes, pieceBytes);
        for (long at = 0; at + pieceBytes <= cutBytes; at += pieceBytes) {
            pieces.push(address + at);
        }
        return pieces;
    }

    private Held hold(long bytes) {
        var block = new Held(pool.allocate(bytes, budget));
        held.put(block.block.address(), block);
        heldBytes += bytes;
        return block;
    }

    /**
     * Gives a piece back.
     *
     * @return its bytes
     * @throws IllegalArgumentException if no piece begins there
     */
    public synchronized long free(long address) {
        var holder = holderOf(address);
        long pieceBytes = holder.pieceBytes(address);
        holder.used--;
        usedBytes -= pieceBytes;
        idle.computeIfAbsent(pieceBytes, _ -> new ArrayDeque<>()).push(address);
        return pieceBytes;
    }

    private Held holderOf(long address) {
        var holder = held.get(address - address % pool.slabBytes());
        if (holder == null) {
            throw new IllegalArgumentException("no piece of workspace begins at address " + address);
        }
        return holder;
    }

    /** Gives up whatever is idle as a whole; nothing that was given back may still be used by the device. */
    public synchronized void trim() {
        for (var holder : List.copyOf(held.values())) {
            if (holder.used == 0) {
                for (long pieceBytes : holder.cuts.values()) {
                    idle.getOrDefault(pieceBytes, NONE).removeIf(holder::contains);
                }
                held.remove(holder.block.address());
                heldBytes -= holder.block.bytes();
                holder.block.close();
                if (holder == current) {
                    current = null;
                }
            }
        }
    }

    /** Taken of the device, used or idle. */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** What a piece of at least so many bytes takes: four sizes to each power of two, whole slabs beyond half a slab. */
    public long pieceBytes(long bytes) {
        if (bytes > pool.slabBytes() / 2) {
            return Math.ceilDiv(bytes, pool.slabBytes()) * pool.slabBytes();
        }
        if (bytes <= SMALLEST_PIECE_BYTES) {
            return SMALLEST_PIECE_BYTES;
        }
        long step = Math.max(SMALLEST_PIECE_BYTES, Long.highestOneBit(bytes - 1) / 4);
        return Math.ceilDiv(bytes, step) * step;
    }

    /** A block of the pool, cut from its beginning on. */
    private static final class Held {

        private final SlabPool<?>.Block block;

        /** Sizes of the pieces, by the address from which they are so. */
        private final NavigableMap<Long, Long> cuts = new TreeMap<>();

        private long cutBytes;
        private int used;

        Held(SlabPool<?>.Block block) {
            this.block = block;
        }

        long uncutBytes() {
            return block.bytes() - cutBytes;
        }

        long cut(long bytes, long pieceBytes) {
            long address = block.address() + cutBytes;
            cuts.put(address, pieceBytes);
            cutBytes += bytes;
            return address;
        }

        long pieceBytes(long address) {
            return cuts.floorEntry(address).getValue();
        }

        boolean contains(long address) {
            return address >= block.address() && address < block.address() + block.bytes();
        }
    }
}
