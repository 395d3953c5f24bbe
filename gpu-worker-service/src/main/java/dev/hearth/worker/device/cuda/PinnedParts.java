package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CudaCall.check;

import dev.hearth.worker.device.HostParts;
import java.lang.foreign.MemorySegment;
import jcuda.driver.JCudaDriver;

/** Host memory that the driver has pinned, for all devices of the process: copies from it run by themselves. */
final class PinnedParts implements HostParts {

    private final PrimaryContext context;

    /** @param context any of the process */
    PinnedParts(PrimaryContext context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("restricted") // allocated right here
    public MemorySegment create() {
        context.enter();
        var part = new HostPointer();
        check(
                JCudaDriver.cuMemHostAlloc(part, BYTES, JCudaDriver.CU_MEMHOSTALLOC_PORTABLE),
                "cuMemHostAlloc of " + BYTES + " bytes");
        return MemorySegment.ofAddress(part.address()).reinterpret(BYTES);
    }

    @Override
    public void destroy(MemorySegment part) {
        context.enter();
        check(JCudaDriver.cuMemFreeHost(HostPointer.to(part)), "cuMemFreeHost");
    }

    @Override
    public boolean pinned() {
        return true;
    }
}
