package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CudaCall.check;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/** A device's primary context, which ONNX Runtime uses too. Calls for a device need its context on their thread. */
final class PrimaryContext implements AutoCloseable {

    private final CUdevice device;
    private final int ordinal;
    private final CUcontext context = new CUcontext();

    PrimaryContext(CUdevice device, int ordinal) {
        this.device = device;
        this.ordinal = ordinal;
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
    }

    int ordinal() {
        return ordinal;
    }

    /** From now on this thread's calls are for this device. */
    void enter() {
        check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /** Memory of the device as the driver counts it, all processes' together. */
    Memory memory() {
        enter();
        var free = new long[1];
        var total = new long[1];
        check(JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo");
        return new Memory(free[0], total[0]);
    }

    /** Waits for everything that runs on the device. */
    void synchronize() {
        enter();
        check(JCudaDriver.cuCtxSynchronize(), "cuCtxSynchronize");
    }

    @Override
    public void close() {
        check(JCudaDriver.cuDevicePrimaryCtxRelease(device), "cuDevicePrimaryCtxRelease");
    }

    record Memory(long freeBytes, long totalBytes) {}
}
