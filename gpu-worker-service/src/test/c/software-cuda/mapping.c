#include "virtual_memory.h"

#include <sys/mman.h>

struct Ranges mappings;

CUDA_API CUresult cuMemMap(CUdeviceptr pointer, size_t bytes, size_t offset, CUmemGenericAllocationHandle handle,
                           unsigned long long flags);
CUDA_API CUresult cuMemSetAccess(CUdeviceptr pointer, size_t bytes, const CUmemAccessDesc *descriptions, size_t count);
CUDA_API CUresult cuMemUnmap(CUdeviceptr pointer, size_t bytes);

/* Moves the pages and leaves the range they were in empty, reserved and inaccessible. */
static bool movePages(void *from, void *to, size_t bytes) {
    return mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to) == to;
}

/* Needs driverLock for writing. */
static CUresult map(CUdeviceptr pointer, size_t bytes, CUmemGenericAllocationHandle handle) {
    struct Range *range = rangesFindStart(&handles, handle);
    struct Range *reservation = rangesFind(&reservations, pointer);
    if (!range || !reservation || !rangeHolds(reservation, pointer, bytes) ||
        rangesOverlap(&mappings, pointer, bytes)) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    struct Physical *physical = range->owner;
    if (physical->bytes != bytes) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    if (physical->mapped) {
        return CUDA_ERROR_NOT_SUPPORTED; /* The pages can be in one place only. */
    }
    if (!rangesReserve(&mappings)) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    if (!movePages(physical->home, (void *)pointer, bytes)) {
        return CUDA_ERROR_UNKNOWN;
    }
    physical->mapped = true;
    physical->access = CU_MEM_ACCESS_FLAGS_PROT_NONE;
    rangesAdd(&mappings, pointer, bytes, physical);
    return CUDA_SUCCESS;
}

CUresult cuMemMap(CUdeviceptr pointer, size_t bytes, size_t offset, CUmemGenericAllocationHandle handle,
                  unsigned long long flags) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (pointer % GRANULARITY_BYTES != 0 || !isGranular(bytes) || offset != 0 || flags != 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    pthread_rwlock_wrlock(&driverLock);
    result = map(pointer, bytes, handle);
    pthread_rwlock_unlock(&driverLock);
    return result;
}

/* How many mappings, none cut, make up [start, start + bytes); 0 if they do not. */
static size_t countWhole(const struct Range *first, size_t bytes) {
    size_t count = 0;
    uintptr_t end = first ? first->start : 0;
    for (const struct Range *range = first; range && range->start == end; range = rangesNext(&mappings, range)) {
        if (range->bytes > bytes) {
            return 0;
        }
        count++;
        end += range->bytes;
        bytes -= range->bytes;
        if (bytes == 0) {
            return count;
        }
    }
    return 0;
}

static int protectionOf(CUmemAccess_flags access) {
    switch (access) {
        case CU_MEM_ACCESS_FLAGS_PROT_READ:
            return PROT_READ;
        case CU_MEM_ACCESS_FLAGS_PROT_READWRITE:
            return PROT_READ | PROT_WRITE;
        default:
            return PROT_NONE;
    }
}

static CUresult requireDescription(const CUmemAccessDesc *description) {
    struct Device *device;
    if (description->location.type != CU_MEM_LOCATION_TYPE_DEVICE ||
        (description->flags != CU_MEM_ACCESS_FLAGS_PROT_NONE && description->flags != CU_MEM_ACCESS_FLAGS_PROT_READ &&
         description->flags != CU_MEM_ACCESS_FLAGS_PROT_READWRITE)) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    return requireDevice(description->location.id, &device);
}

/* Needs driverLock for writing. */
static CUresult setAccess(CUdeviceptr pointer, size_t bytes, const CUmemAccessDesc *description) {
    struct Range *first = rangesFindStart(&mappings, pointer);
    size_t count = countWhole(first, bytes);
    if (count == 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    for (size_t i = 0; i < count; i++) {
        struct Physical *physical = first[i].owner;
        if (physical->device->ordinal != description->location.id) {
            return CUDA_ERROR_NOT_SUPPORTED; /* No device reaches into another one. */
        }
    }
    if (mprotect((void *)pointer, bytes, protectionOf(description->flags)) != 0) {
        return CUDA_ERROR_UNKNOWN;
    }
    for (size_t i = 0; i < count; i++) {
        ((struct Physical *)first[i].owner)->access = description->flags;
    }
    return CUDA_SUCCESS;
}

CUresult cuMemSetAccess(CUdeviceptr pointer, size_t bytes, const CUmemAccessDesc *descriptions, size_t count) {
    CUresult result = requireInitialised();
    if (result == CUDA_SUCCESS && (!descriptions || count == 0)) {
        result = CUDA_ERROR_INVALID_VALUE;
    }
    for (size_t i = 0; i < count && result == CUDA_SUCCESS; i++) {
        result = requireDescription(&descriptions[i]);
        if (result == CUDA_SUCCESS) {
            pthread_rwlock_wrlock(&driverLock);
            result = setAccess(pointer, bytes, &descriptions[i]);
            pthread_rwlock_unlock(&driverLock);
        }
    }
    return result;
}

/* Needs driverLock for writing. */
static CUresult unmap(CUdeviceptr pointer, size_t bytes) {
    struct Range *first = rangesFindStart(&mappings, pointer);
    size_t count = countWhole(first, bytes);
    if (count == 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    if (mprotect((void *)pointer, bytes, PROT_NONE) != 0) {
        return CUDA_ERROR_UNKNOWN;
    }
    for (size_t i = count; i > 0; i--) {
        struct Physical *physical = first[i - 1].owner;
        if (!movePages((void *)first[i - 1].start, physical->home, physical->bytes)) {
            return CUDA_ERROR_UNKNOWN;
        }
        rangesRemove(&mappings, &first[i - 1]);
        physical->mapped = false;
        if (physical->released) {
            physicalFree(physical);
        }
    }
    return CUDA_SUCCESS;
}

/* Does not wait for streams: CUDA leaves that to the caller, and a copy that comes too late fails. */
CUresult cuMemUnmap(CUdeviceptr pointer, size_t bytes) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_wrlock(&driverLock);
    result = unmap(pointer, bytes);
    pthread_rwlock_unlock(&driverLock);
    return result;
}

bool mappingsHold(uintptr_t start, size_t bytes, CUmemAccess_flags access) {
    struct Range *reservation = rangesFind(&reservations, start);
    if (!reservation || !rangeHolds(reservation, start, bytes)) {
        return false;
    }
    uintptr_t next = start;
    for (struct Range *range = rangesFind(&mappings, start); range; range = rangesNext(&mappings, range)) {
        struct Physical *physical = range->owner;
        if (!rangeHolds(range, next, 0) || (physical->access & access) != access) {
            return false;
        }
        next = range->start + range->bytes;
        if (next - start >= bytes) {
            return true;
        }
    }
    return false;
}

struct Device *mappedDevice(uintptr_t address) {
    struct Range *range = rangesFind(&mappings, address);
    return range ? ((struct Physical *)range->owner)->device : NULL;
}
