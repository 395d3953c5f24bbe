package dev.hearth.worker.device.cuda;

import jcuda.driver.CUmemGenericAllocationHandle;

/**
 * A handle that is safe to pass to JCuda's {@code cuMemCreate}. JCuda 12.6.0 takes the handle for a {@code Pointer} and
 * sets a byte offset to 0 that a plain one does not have: eight bytes behind the object, the header of the next one. Here
 * they fall into padding.
 */
final class AllocationHandle extends CUmemGenericAllocationHandle {

    private static final long UNTOUCHED = -1;

    private long padding = UNTOUCHED;
    private long margin = UNTOUCHED;

    /** Whether JCuda wrote into the padding, and so nowhere else. */
    boolean isPaddingHit() {
        return (padding == 0) != (margin == 0);
    }
}
