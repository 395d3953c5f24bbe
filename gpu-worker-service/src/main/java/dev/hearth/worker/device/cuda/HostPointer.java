package dev.hearth.worker.device.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;

/** A pointer to host memory whose address can be said and read. */
final class HostPointer extends Pointer {

    /** To be set by a driver call. */
    HostPointer() {}

    private HostPointer(long address) {
        super(address);
    }

    static HostPointer to(MemorySegment segment) {
        return new HostPointer(segment.address());
    }

    long address() {
        return getNativePointer() + getByteOffset();
    }
}
