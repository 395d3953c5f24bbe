package dev.hearth.worker.device.cuda;

import jcuda.driver.CUdeviceptr;

/** A device pointer whose address can be said and read: JCuda keeps it to itself. */
final class CudaAddress extends CUdeviceptr {

    /** To be set by a driver call. */
    CudaAddress() {}

    private CudaAddress(long address) {
        super(new CUdeviceptr(), address);
    }

    static CudaAddress of(long address) {
        return new CudaAddress(address);
    }

    long address() {
        return getNativePointer() + getByteOffset();
    }
}
