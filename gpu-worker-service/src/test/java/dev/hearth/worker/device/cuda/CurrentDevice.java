package dev.hearth.worker.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** A device of the software driver whose primary context is current for the thread that opened it, until it is closed. */
final class CurrentDevice implements AutoCloseable {

    final CUcontext context = new CUcontext();
    private final CUdevice device = new CUdevice();

    CurrentDevice(int ordinal) {
        SoftwareCuda.load();
        succeed(JCudaDriver.cuInit(0));
        succeed(JCudaDriver.cuDeviceGet(device, ordinal));
        succeed(JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
        succeed(JCudaDriver.cuCtxSetCurrent(context));
    }

    static void succeed(int result) {
        assertThat(name(result)).isEqualTo("CUDA_SUCCESS");
    }

    static void refuse(int result, String expected) {
        assertThat(name(result)).isEqualTo(expected);
    }

    private static String name(int result) {
        return CUresult.stringFor(result);
    }

    static DevicePointer allocate(long bytes) {
        var pointer = new DevicePointer();
        succeed(JCudaDriver.cuMemAlloc(pointer, bytes));
        return pointer;
    }

    static Pointer pinned(long bytes) {
        var pointer = new Pointer();
        succeed(JCudaDriver.cuMemHostAlloc(pointer, bytes, 0));
        return pointer;
    }

    /** Memory that is not pinned, as JCuda wants it. */
    static Pointer pageable(MemorySegment memory) {
        return Pointer.to(memory.asByteBuffer());
    }

    static long freeBytes() {
        var free = new long[1];
        succeed(JCudaDriver.cuMemGetInfo(free, new long[1]));
        return free[0];
    }

    /** Gives back all that tests left in the context, and heals it. */
    @Override
    public void close() {
        SoftwareCuda.setLinkGbps(0);
        SoftwareCuda.failAllocationsAfter(-1);
        succeed(JCudaDriver.cuCtxSetCurrent(new CUcontext()));
        succeed(JCudaDriver.cuDevicePrimaryCtxRelease(device));
    }
}
