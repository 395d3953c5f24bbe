package dev.hearth.worker.device.cuda;

import static dev.hearth.worker.device.cuda.CudaCall.check;

import dev.hearth.worker.device.SlabMemory;
import java.util.List;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmemAllocationGranularity_flags;
import jcuda.driver.CUmemAllocationProp;
import jcuda.driver.CUmemAllocationType;
import jcuda.driver.CUmemLocation;
import jcuda.driver.CUmemLocationType;
import jcuda.driver.JCudaDriver;

/** Slabs of a CUDA device's memory, by the driver's virtual memory management. */
final class CudaSlabs implements SlabMemory<AllocationHandle> {

    private final PrimaryContext context;
    private final CUmemAllocationProp properties = new CUmemAllocationProp();
    private final MemoryAccess access;
    private final long slabBytes;

    CudaSlabs(PrimaryContext context) {
        this.context = context;
        properties.type = CUmemAllocationType.CU_MEM_ALLOCATION_TYPE_PINNED;
        properties.location = new CUmemLocation(CUmemLocationType.CU_MEM_LOCATION_TYPE_DEVICE, context.ordinal());
        access = new MemoryAccess(context.ordinal());
        context.enter();
        var granularity = new long[1];
        check(
                JCudaDriver.cuMemGetAllocationGranularity(
                        granularity, properties, CUmemAllocationGranularity_flags.CU_MEM_ALLOC_GRANULARITY_RECOMMENDED),
                "cuMemGetAllocationGranularity");
        slabBytes = granularity[0];
    }

    @Override
    public long slabBytes() {
        return slabBytes;
    }

    @Override
    public AllocationHandle create() {
        context.enter();
        var slab = new AllocationHandle();
        check(JCudaDriver.cuMemCreate(slab, slabBytes, properties, 0), "cuMemCreate of " + slabBytes + " bytes");
        return slab;
    }

    @Override
    public void destroy(AllocationHandle slab) {
        context.enter();
        check(JCudaDriver.cuMemRelease(slab), "cuMemRelease");
    }

    @Override
    public long reserve(long bytes) {
        context.enter();
        var range = new CudaAddress();
        check(
                JCudaDriver.cuMemAddressReserve(range, bytes, slabBytes, new CUdeviceptr(), 0),
                "cuMemAddressReserve of " + bytes + " bytes");
        return range.address();
    }

    @Override
    public void release(long address, long bytes) {
        context.enter();
        check(JCudaDriver.cuMemAddressFree(CudaAddress.of(address), bytes), "cuMemAddressFree");
    }

    @Override
    public void lay(long address, List<AllocationHandle> slabs) {
        context.enter();
        int laid = 0;
        try {
            for (var slab : slabs) {
                var target = CudaAddress.of(address + laid * slabBytes);
                check(JCudaDriver.cuMemMap(target, slabBytes, 0, slab, 0), "cuMemMap");
                laid++;
            }
            access.allow(address, slabs.size() * slabBytes);
        } catch (RuntimeException e) {
            lift(address, slabs.subList(0, laid));
            throw e;
        }
    }

    @Override
    public void lift(long address, List<AllocationHandle> slabs) {
        context.enter();
        for (int i = 0; i < slabs.size(); i++) {
            check(JCudaDriver.cuMemUnmap(CudaAddress.of(address + i * slabBytes), slabBytes), "cuMemUnmap");
        }
    }
}
