package dev.hearth.worker.device;

import java.lang.foreign.MemorySegment;

/** Where host memory comes from, part by part. Thread-safe. */
public interface HostParts {

    /** Of each part; a large page, and large enough for a device to copy at full pace. */
    long BYTES = 2L << 20;

    /** Ordinary memory, touched. */
    HostParts PLAIN = new HostParts() {

        @Override
        @SuppressWarnings("restricted") // mapped right here
        public MemorySegment create() {
            return MemorySegment.ofAddress(MemoryMapping.populated(BYTES, BYTES))
                    .reinterpret(BYTES);
        }

        @Override
        public void destroy(MemorySegment part) {
            MemoryMapping.unmap(part.address(), BYTES);
        }

        @Override
        public boolean pinned() {
            return false;
        }
    };

    /** @throws OutOfDeviceMemoryException if the machine has no more */
    MemorySegment create();

    void destroy(MemorySegment part);

    /** Whether the system never moves it, so that a device reads it by itself. */
    boolean pinned();
}
