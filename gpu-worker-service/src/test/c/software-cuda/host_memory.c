#include "driver.h"

#include <stdlib.h>

struct Ranges pinnedMemory;

CUDA_API CUresult cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags);
CUDA_API CUresult cuMemFreeHost(void *pointer);
CUDA_API CUresult cuMemHostRegister_v2(void *pointer, size_t bytes, unsigned flags);
CUDA_API CUresult cuMemHostUnregister(void *pointer);

bool isPinned(const void *start, size_t bytes) {
    pthread_rwlock_rdlock(&driverLock);
    struct Range *range = rangesFind(&pinnedMemory, (uintptr_t)start);
    bool pinned = range && rangeHolds(range, (uintptr_t)start, bytes);
    pthread_rwlock_unlock(&driverLock);
    return pinned;
}

static CUresult pin(struct Device *device, void *memory, size_t bytes, bool registered) {
    struct Pinned *pinned = malloc(sizeof *pinned);
    if (!pinned) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    *pinned = (struct Pinned){.device = device, .registered = registered};
    CUresult result = CUDA_SUCCESS;
    pthread_rwlock_wrlock(&driverLock);
    if (rangesOverlap(&pinnedMemory, (uintptr_t)memory, bytes)) {
        result = CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED;
    } else if (!rangesReserve(&pinnedMemory)) {
        result = CUDA_ERROR_OUT_OF_MEMORY;
    } else {
        rangesAdd(&pinnedMemory, (uintptr_t)memory, bytes, pinned);
    }
    pthread_rwlock_unlock(&driverLock);
    if (result != CUDA_SUCCESS) {
        free(pinned);
    }
    return result;
}

/* Forgets a range that began here and came to be in this way; returns its length, 0 if there is none. */
static size_t unpin(void *memory, bool registered) {
    size_t bytes = 0;
    pthread_rwlock_wrlock(&driverLock);
    struct Range *range = rangesFindStart(&pinnedMemory, (uintptr_t)memory);
    struct Pinned *pinned = range ? range->owner : NULL;
    if (pinned && pinned->registered == registered) {
        bytes = range->bytes;
        rangesRemove(&pinnedMemory, range);
        free(pinned);
    }
    pthread_rwlock_unlock(&driverLock);
    return bytes;
}

/* Any device may be copying from this memory or to it. */
static CUresult waitForAllDevices(void) {
    for (int i = 0; i < deviceCount; i++) {
        CUresult result = workSynchronizeDevice(&devices[i]);
        if (result != CUDA_SUCCESS) {
            return result;
        }
    }
    return CUDA_SUCCESS;
}

CUresult cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (!pointer || bytes == 0 || flags > CU_MEMHOSTALLOC_FLAGS) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    void *memory = systemAllocate(bytes, HUGE_PAGE_BYTES, TOUCH);
    if (!memory) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    result = pin(device, memory, bytes, false);
    if (result == CUDA_SUCCESS) {
        *pointer = memory;
    } else {
        systemFree(memory, bytes);
    }
    return result;
}

CUresult cuMemFreeHost(void *pointer) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        result = waitForAllDevices();
    }
    if (result != CUDA_SUCCESS) {
        return result;
    }
    size_t bytes = unpin(pointer, false);
    if (bytes == 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    systemFree(pointer, bytes);
    return CUDA_SUCCESS;
}

CUresult cuMemHostRegister_v2(void *pointer, size_t bytes, unsigned flags) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (!pointer || bytes == 0 || flags > CU_MEMHOSTREGISTER_FLAGS) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    return pin(device, pointer, bytes, true);
}

CUresult cuMemHostUnregister(void *pointer) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        result = waitForAllDevices();
    }
    if (result != CUDA_SUCCESS) {
        return result;
    }
    return unpin(pointer, true) ? CUDA_SUCCESS : CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED;
}
