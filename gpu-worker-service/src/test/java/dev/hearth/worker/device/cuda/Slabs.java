package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CurrentDevice.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmemAllocationProp;
import jcuda.driver.CUmemAllocationType;
import jcuda.driver.CUmemLocation;
import jcuda.driver.CUmemLocationType;
import jcuda.driver.JCudaDriver;

/** Calls of the virtual memory management API as tests need them. */
final class Slabs {

    static final long BYTES = 2 << 20;

    private static final MemoryLayout ACCESS_DESCRIPTION =
            MemoryLayout.structLayout(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    private Slabs() {}

    static CUmemAllocationProp on(int ordinal) {
        var properties = new CUmemAllocationProp();
        properties.type = CUmemAllocationType.CU_MEM_ALLOCATION_TYPE_PINNED;
        properties.location = new CUmemLocation(CUmemLocationType.CU_MEM_LOCATION_TYPE_DEVICE, ordinal);
        return properties;
    }

    static AllocationHandle create() {
        var handle = new AllocationHandle();
        succeed(JCudaDriver.cuMemCreate(handle, BYTES, on(0), 0));
        assertThat(handle.isPaddingHit()).isTrue();
        return handle;
    }

    static DevicePointer reserve(long bytes) {
        var pointer = new DevicePointer();
        succeed(JCudaDriver.cuMemAddressReserve(pointer, bytes, 0, new CUdeviceptr(), 0));
        return pointer;
    }

    static void map(DevicePointer at, AllocationHandle... handles) {
        for (int i = 0; i < handles.length; i++) {
            succeed(JCudaDriver.cuMemMap(at.plus(i * BYTES), BYTES, 0, handles[i], 0));
        }
    }

    /**
     * Lets a device use mapped memory. Not by JCuda: 12.6.0 reads the description's location out of the wrong object, so
     * that its {@code cuMemSetAccess} always fails.
     */
    static int setAccess(DevicePointer pointer, long bytes, int ordinal, int flags) {
        try (var arena = Arena.ofConfined()) {
            var description = arena.allocate(ACCESS_DESCRIPTION);
            description.setAtIndex(ValueLayout.JAVA_INT, 0, CUmemLocationType.CU_MEM_LOCATION_TYPE_DEVICE);
            description.setAtIndex(ValueLayout.JAVA_INT, 1, ordinal);
            description.setAtIndex(ValueLayout.JAVA_INT, 2, flags);
            return (int) SetAccess.FUNCTION.invoke(pointer.address(), bytes, description, 1L);
        } catch (Throwable e) {
            throw new IllegalStateException("cuMemSetAccess cannot be called", e);
        }
    }

    /** Looked up when first used, after the driver is loaded. */
    private static final class SetAccess {

        private static final MethodHandle FUNCTION = SoftwareCuda.function(
                "cuMemSetAccess",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG));
    }
}
