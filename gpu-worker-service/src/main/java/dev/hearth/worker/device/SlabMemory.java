package dev.hearth.worker.device;

import java.util.List;

/**
 * Memory that comes in slabs of one size, and ranges of addresses under which any slabs can be laid. Thread-safe.
 *
 * @param <S> one slab
 */
public interface SlabMemory<S> {

    /** Size of every slab, and alignment of every range. */
    long slabBytes();

    /**
     * A slab of its own memory, ready to be used without further ado.
     *
     * @throws OutOfDeviceMemoryException if there is none
     */
    S create();

    /** Gives a slab back that lies nowhere. */
    void destroy(S slab);

    /**
     * Sets a range of addresses aside, with nothing behind it yet.
     *
     * @param bytes a multiple of {@link #slabBytes}
     */
    long reserve(long bytes);

    /** Gives a range back under which nothing lies. */
    void release(long address, long bytes);

    /** Lays slabs that lie nowhere side by side under a range, from its beginning. */
    void lay(long address, List<S> slabs);

    /** Takes them away again; their memory stays theirs. */
    void lift(long address, List<S> slabs);
}
