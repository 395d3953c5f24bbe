#include "virtual_memory.h"

struct Ranges reservations;

CUDA_API CUresult cuMemAddressReserve(CUdeviceptr *pointer, size_t bytes, size_t alignment, CUdeviceptr wish,
                                      unsigned long long flags);
CUDA_API CUresult cuMemAddressFree(CUdeviceptr pointer, size_t bytes);

CUresult cuMemAddressReserve(CUdeviceptr *pointer, size_t bytes, size_t alignment, CUdeviceptr wish,
                             unsigned long long flags) {
    (void)wish; /* CUDA does not promise to fulfil it either. */
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    bool isPowerOfTwo = (alignment & (alignment - 1)) == 0; /* 0 stands for the granularity */
    if (!pointer || !isGranular(bytes) || !isPowerOfTwo || flags != 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    void *start = systemReserve(bytes, alignment > GRANULARITY_BYTES ? alignment : GRANULARITY_BYTES);
    if (!start) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    pthread_rwlock_wrlock(&driverLock);
    if (rangesReserve(&reservations)) {
        rangesAdd(&reservations, (uintptr_t)start, bytes, NULL);
        *pointer = (CUdeviceptr)start;
    } else {
        systemFree(start, bytes);
        result = CUDA_ERROR_OUT_OF_MEMORY;
    }
    pthread_rwlock_unlock(&driverLock);
    return result;
}

CUresult cuMemAddressFree(CUdeviceptr pointer, size_t bytes) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_wrlock(&driverLock);
    struct Range *reservation = rangesFindStart(&reservations, pointer);
    if (reservation && reservation->bytes == bytes && !rangesOverlap(&mappings, pointer, bytes)) {
        rangesRemove(&reservations, reservation);
        systemFree((void *)pointer, bytes);
    } else {
        result = CUDA_ERROR_INVALID_VALUE;
    }
    pthread_rwlock_unlock(&driverLock);
    return result;
}
