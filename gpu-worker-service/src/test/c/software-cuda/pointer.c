#include "driver.h"

CUDA_API CUresult cuPointerGetAttribute(void *data, int attribute, CUdeviceptr pointer);

/* What is known of the memory at an address. */
struct Pointee {
    struct Device *device;
    int memoryType;
    /* Of the allocation, or of the reservation whether mapped or not. */
    struct Range range;
    bool mapped;
    bool belongsToContext;
};

/* Needs driverLock. */
static bool find(CUdeviceptr pointer, struct Pointee *pointee) {
    struct Range *range;
    if ((range = rangesFind(&allocations, pointer))) {
        *pointee = (struct Pointee){range->owner, CU_MEMORYTYPE_DEVICE, *range, true, true};
    } else if ((range = rangesFind(&reservations, pointer))) {
        struct Device *device = mappedDevice(pointer);
        *pointee = (struct Pointee){device, CU_MEMORYTYPE_DEVICE, *range, device != NULL, false};
    } else if ((range = rangesFind(&pinnedMemory, pointer))) {
        struct Pinned *pinned = range->owner;
        *pointee = (struct Pointee){pinned->device, CU_MEMORYTYPE_HOST, *range, true, true};
    }
    return range != NULL;
}

static CUresult answer(void *data, int attribute, CUdeviceptr pointer, const struct Pointee *pointee) {
    bool isHost = pointee->memoryType == CU_MEMORYTYPE_HOST;
    switch (attribute) {
        case CU_POINTER_ATTRIBUTE_RANGE_START_ADDR:
            *(CUdeviceptr *)data = pointee->range.start;
            return CUDA_SUCCESS;
        case CU_POINTER_ATTRIBUTE_RANGE_SIZE:
            *(size_t *)data = pointee->range.bytes;
            return CUDA_SUCCESS;
        case CU_POINTER_ATTRIBUTE_MAPPED:
            *(unsigned *)data = pointee->mapped;
            return CUDA_SUCCESS;
        case CU_POINTER_ATTRIBUTE_CONTEXT:
            *(CUcontext *)data = pointee->belongsToContext ? &pointee->device->primary : NULL;
            return CUDA_SUCCESS;
        case CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
            *(unsigned *)data = (unsigned)pointee->memoryType;
            return pointee->mapped ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
        case CU_POINTER_ATTRIBUTE_DEVICE_POINTER:
            *(CUdeviceptr *)data = pointer;
            return pointee->mapped ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
        case CU_POINTER_ATTRIBUTE_HOST_POINTER:
            *(CUdeviceptr *)data = pointer;
            return isHost ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
        case CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
            *(int *)data = pointee->device ? pointee->device->ordinal : -1;
            return CUDA_SUCCESS;
        default:
            return CUDA_ERROR_INVALID_VALUE;
    }
}

CUresult cuPointerGetAttribute(void *data, int attribute, CUdeviceptr pointer) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    struct Pointee pointee;
    pthread_rwlock_rdlock(&driverLock);
    bool known = find(pointer, &pointee);
    pthread_rwlock_unlock(&driverLock);
    return data && known ? answer(data, attribute, pointer, &pointee) : CUDA_ERROR_INVALID_VALUE;
}
