package dev.hearth.worker.device;

import java.util.List;

/**
 * Slabs of host memory. A slab is touched once, when it is created: on a busy machine the first touch of a page costs
 * more than a hundred times what using it does. From then on its pages are only moved from address to address.
 */
final class HostSlabs implements SlabMemory<HostSlabs.Slab> {

    static final HostSlabs MEMORY = new HostSlabs();

    /** A large page. */
    private static final long SLAB_BYTES = 2L << 20;

    private HostSlabs() {}

    @Override
    public long slabBytes() {
        return SLAB_BYTES;
    }

    @Override
    public Slab create() {
        return new Slab(MemoryMapping.populated(SLAB_BYTES, SLAB_BYTES));
    }

    @Override
    public void destroy(Slab slab) {
        MemoryMapping.unmap(slab.home(), SLAB_BYTES);
    }

    @Override
    public long reserve(long bytes) {
        return MemoryMapping.reserve(bytes, SLAB_BYTES);
    }

    @Override
    public void release(long address, long bytes) {
        MemoryMapping.unmap(address, bytes);
    }

    @Override
    public void lay(long address, List<Slab> slabs) {
        for (int i = 0; i < slabs.size(); i++) {
            MemoryMapping.move(slabs.get(i).home(), address + i * SLAB_BYTES, SLAB_BYTES);
        }
    }

    @Override
    public void lift(long address, List<Slab> slabs) {
        for (int i = 0; i < slabs.size(); i++) {
            MemoryMapping.move(address + i * SLAB_BYTES, slabs.get(i).home(), SLAB_BYTES);
        }
    }

    /** @param home where its pages are while it lies nowhere */
    record Slab(long home) {}
}
