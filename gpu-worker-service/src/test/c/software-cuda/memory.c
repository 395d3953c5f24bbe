#include "driver.h"

/* What the budget is counted in, as on a GPU. */
enum { GRANULE_BYTES = 512 };

struct Ranges allocations;

CUDA_API CUresult cuMemGetInfo_v2(size_t *freeBytes, size_t *totalBytes);
CUDA_API CUresult cuMemAlloc_v2(CUdeviceptr *pointer, size_t bytes);
CUDA_API CUresult cuMemFree_v2(CUdeviceptr pointer);

static size_t granules(size_t bytes) {
    return (bytes + GRANULE_BYTES - 1) / GRANULE_BYTES * GRANULE_BYTES;
}

CUresult cuMemGetInfo_v2(size_t *freeBytes, size_t *totalBytes) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        pthread_rwlock_rdlock(&driverLock);
        *freeBytes = device->totalBytes - device->usedBytes;
        *totalBytes = device->totalBytes;
        pthread_rwlock_unlock(&driverLock);
    }
    return result;
}

/* Needs driverLock for writing. */
static CUresult allocate(struct Device *device, CUdeviceptr *pointer, size_t bytes) {
    CUresult result = budgetTake(device, granules(bytes));
    if (result != CUDA_SUCCESS) {
        return result;
    }
    void *memory = rangesReserve(&allocations) ? systemAllocate(bytes, GRANULE_BYTES, LEAVE_UNTOUCHED) : NULL;
    if (!memory) {
        budgetGiveBack(device, granules(bytes));
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    /* The range ends where the caller asked it to, so that an overrun within the granule is seen, too. */
    rangesAdd(&allocations, (uintptr_t)memory, bytes, device);
    *pointer = (CUdeviceptr)memory;
    return CUDA_SUCCESS;
}

CUresult cuMemAlloc_v2(CUdeviceptr *pointer, size_t bytes) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (!pointer || bytes == 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    if (bytes > device->totalBytes || !settingsAllocationMaySucceed()) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    pthread_rwlock_wrlock(&driverLock);
    result = allocate(device, pointer, bytes);
    pthread_rwlock_unlock(&driverLock);
    return result;
}

/* Needs driverLock for writing. */
static void freeAllocation(struct Range *allocation) {
    budgetGiveBack(allocation->owner, granules(allocation->bytes));
    systemFree((void *)allocation->start, allocation->bytes);
    rangesRemove(&allocations, allocation);
}

CUresult cuMemFree_v2(CUdeviceptr pointer) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_rdlock(&driverLock);
    struct Range *allocation = rangesFindStart(&allocations, pointer);
    struct Device *owner = allocation ? allocation->owner : NULL;
    pthread_rwlock_unlock(&driverLock);
    if (!owner) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    /* As on a GPU, what was submitted before is done before memory goes. */
    result = workSynchronizeDevice(owner);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_wrlock(&driverLock);
    allocation = rangesFindStart(&allocations, pointer);
    if (allocation) {
        freeAllocation(allocation);
    }
    pthread_rwlock_unlock(&driverLock);
    return allocation ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

void allocationsFreeAll(struct Device *device) {
    for (size_t i = allocations.count; i > 0; i--) {
        if (allocations.entries[i - 1].owner == device) {
            freeAllocation(&allocations.entries[i - 1]);
        }
    }
}
