#include "virtual_memory.h"

#include <stdlib.h>
#include <sys/mman.h>

struct Ranges handles;

CUDA_API CUresult cuMemGetAllocationGranularity(size_t *bytes, const CUmemAllocationProp *properties, int option);
CUDA_API CUresult cuMemCreate(CUmemGenericAllocationHandle *handle, size_t bytes,
                              const CUmemAllocationProp *properties, unsigned long long flags);
CUDA_API CUresult cuMemRelease(CUmemGenericAllocationHandle handle);

static CUresult requireProperties(const CUmemAllocationProp *properties, struct Device **device) {
    if (!properties || properties->type != CU_MEM_ALLOCATION_TYPE_PINNED ||
        properties->location.type != CU_MEM_LOCATION_TYPE_DEVICE) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    return properties->requestedHandleTypes == 0 ? requireDevice(properties->location.id, device)
                                                 : CUDA_ERROR_NOT_SUPPORTED;
}

CUresult cuMemGetAllocationGranularity(size_t *bytes, const CUmemAllocationProp *properties, int option) {
    (void)option; /* The least and the recommended granularity are the same. */
    struct Device *device;
    CUresult result = requireInitialised();
    if (result == CUDA_SUCCESS) {
        result = requireProperties(properties, &device);
    }
    if (result == CUDA_SUCCESS) {
        *bytes = GRANULARITY_BYTES;
    }
    return result;
}

/* Not under driverLock: touching takes its time. */
static struct Physical *touchPhysical(struct Device *device, size_t bytes) {
    struct Physical *physical = malloc(sizeof *physical);
    void *home = physical ? systemAllocate(bytes, GRANULARITY_BYTES, TOUCH) : NULL;
    if (!home) {
        free(physical);
        return NULL;
    }
    /* At home nobody reads or writes it, and its pages take that along to where they are mapped. */
    mprotect(home, bytes, PROT_NONE);
    *physical = (struct Physical){.device = device, .bytes = bytes, .home = home};
    return physical;
}

/* Needs driverLock for writing. */
void physicalFree(struct Physical *physical) {
    budgetGiveBack(physical->device, physical->bytes);
    systemFree(physical->home, physical->bytes);
    free(physical);
}

CUresult cuMemCreate(CUmemGenericAllocationHandle *handle, size_t bytes, const CUmemAllocationProp *properties,
                     unsigned long long flags) {
    struct Device *device;
    CUresult result = requireInitialised();
    if (result == CUDA_SUCCESS) {
        result = requireProperties(properties, &device);
    }
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (!handle || !isGranular(bytes) || flags != 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    if (!settingsAllocationMaySucceed()) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    pthread_rwlock_wrlock(&driverLock);
    result = budgetTake(device, bytes);
    pthread_rwlock_unlock(&driverLock);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    struct Physical *physical = touchPhysical(device, bytes);
    pthread_rwlock_wrlock(&driverLock);
    if (!physical) {
        budgetGiveBack(device, bytes);
        result = CUDA_ERROR_OUT_OF_MEMORY;
    } else if (!rangesReserve(&handles)) {
        physicalFree(physical);
        result = CUDA_ERROR_OUT_OF_MEMORY;
    } else {
        rangesAdd(&handles, (uintptr_t)physical, sizeof *physical, physical);
        *handle = (CUmemGenericAllocationHandle)physical;
    }
    pthread_rwlock_unlock(&driverLock);
    return result;
}

/* Memory that is still mapped is freed when it is unmapped. */
CUresult cuMemRelease(CUmemGenericAllocationHandle handle) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_wrlock(&driverLock);
    struct Range *range = rangesFindStart(&handles, handle);
    if (range) {
        struct Physical *physical = range->owner;
        rangesRemove(&handles, range);
        physical->released = true;
        if (!physical->mapped) {
            physicalFree(physical);
        }
    } else {
        result = CUDA_ERROR_INVALID_VALUE;
    }
    pthread_rwlock_unlock(&driverLock);
    return result;
}
