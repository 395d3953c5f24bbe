package dev.hearth.worker.device.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.driver.CUdeviceptr;

/** A pointer whose address a test can see. */
final class DevicePointer extends CUdeviceptr {

    /** To be set by a call. */
    DevicePointer() {}

    private DevicePointer(long address) {
        super(new CUdeviceptr(), address);
    }

    DevicePointer plus(long bytes) {
        return new DevicePointer(address() + bytes);
    }

    long address() {
        return getNativePointer() + getByteOffset();
    }

    /** The memory itself: the device is the host. */
    @SuppressWarnings("restricted")
    MemorySegment memory(long bytes) {
        return MemorySegment.ofAddress(address()).reinterpret(bytes);
    }
}
