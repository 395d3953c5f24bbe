#include "driver.h"

CUDA_API CUresult cuMemcpyHtoD_v2(CUdeviceptr destination, const void *source, size_t bytes);
CUDA_API CUresult cuMemcpyDtoH_v2(void *destination, CUdeviceptr source, size_t bytes);
CUDA_API CUresult cuMemcpyDtoD_v2(CUdeviceptr destination, CUdeviceptr source, size_t bytes);
CUDA_API CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr destination, const void *source, size_t bytes, CUstream stream);
CUDA_API CUresult cuMemcpyDtoHAsync_v2(void *destination, CUdeviceptr source, size_t bytes, CUstream stream);
CUDA_API CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr destination, CUdeviceptr source, size_t bytes, CUstream stream);
CUDA_API CUresult cuMemsetD8_v2(CUdeviceptr destination, unsigned char value, size_t count);
CUDA_API CUresult cuMemsetD8Async(CUdeviceptr destination, unsigned char value, size_t count, CUstream stream);
CUDA_API CUresult cuMemsetD32_v2(CUdeviceptr destination, unsigned value, size_t count);
CUDA_API CUresult cuMemsetD32Async(CUdeviceptr destination, unsigned value, size_t count, CUstream stream);

/* Checks what can be known now; whether the memory is still there is checked again when the operation's turn comes. */
static CUresult submit(const struct Operation *operation, CUstream stream, enum Wait wait) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_rdlock(&driverLock);
    bool valid = isAccessible(operation, 0, operation->bytes);
    pthread_rwlock_unlock(&driverLock);
    return valid ? workSubmit(device, stream, operation, wait) : CUDA_ERROR_INVALID_VALUE;
}

/* The caller may reuse pageable memory as soon as the call returns, so such a copy is done by then. */
static CUresult copy(uintptr_t destination, uintptr_t source, size_t bytes, enum Direction direction, CUstream stream,
                     enum Wait wait) {
    uintptr_t host = direction == HOST_TO_DEVICE ? source : destination;
    bool pinned = direction == DEVICE_TO_DEVICE || isPinned((const void *)host, bytes);
    struct Operation operation = {
        .kind = COPY,
        .destination = destination,
        .source = source,
        .bytes = bytes,
        .direction = direction,
        .pinned = pinned,
    };
    return submit(&operation, stream, pinned ? wait : WAIT_UNTIL_DONE);
}

static CUresult fill(CUdeviceptr destination, unsigned value, size_t count, size_t valueBytes, CUstream stream,
                     enum Wait wait) {
    if (destination % valueBytes != 0 || count > SIZE_MAX / valueBytes) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    struct Operation operation = {
        .kind = FILL,
        .destination = destination,
        .bytes = count * valueBytes,
        .value = value,
        .valueBytes = valueBytes,
    };
    return submit(&operation, stream, wait);
}

CUresult cuMemcpyHtoD_v2(CUdeviceptr destination, const void *source, size_t bytes) {
    return copy(destination, (uintptr_t)source, bytes, HOST_TO_DEVICE, NULL, WAIT_UNTIL_DONE);
}

CUresult cuMemcpyDtoH_v2(void *destination, CUdeviceptr source, size_t bytes) {
    return copy((uintptr_t)destination, source, bytes, DEVICE_TO_HOST, NULL, WAIT_UNTIL_DONE);
}

CUresult cuMemcpyDtoD_v2(CUdeviceptr destination, CUdeviceptr source, size_t bytes) {
    return copy(destination, source, bytes, DEVICE_TO_DEVICE, NULL, WAIT_UNTIL_DONE);
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr destination, const void *source, size_t bytes, CUstream stream) {
    return copy(destination, (uintptr_t)source, bytes, HOST_TO_DEVICE, stream, RETURN_AT_ONCE);
}

CUresult cuMemcpyDtoHAsync_v2(void *destination, CUdeviceptr source, size_t bytes, CUstream stream) {
    return copy((uintptr_t)destination, source, bytes, DEVICE_TO_HOST, stream, RETURN_AT_ONCE);
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr destination, CUdeviceptr source, size_t bytes, CUstream stream) {
    return copy(destination, source, bytes, DEVICE_TO_DEVICE, stream, RETURN_AT_ONCE);
}

CUresult cuMemsetD8_v2(CUdeviceptr destination, unsigned char value, size_t count) {
    return fill(destination, value, count, sizeof value, NULL, WAIT_UNTIL_DONE);
}

CUresult cuMemsetD8Async(CUdeviceptr destination, unsigned char value, size_t count, CUstream stream) {
    return fill(destination, value, count, sizeof value, stream, RETURN_AT_ONCE);
}

CUresult cuMemsetD32_v2(CUdeviceptr destination, unsigned value, size_t count) {
    return fill(destination, value, count, sizeof value, NULL, WAIT_UNTIL_DONE);
}

CUresult cuMemsetD32Async(CUdeviceptr destination, unsigned value, size_t count, CUstream stream) {
    return fill(destination, value, count, sizeof value, stream, RETURN_AT_ONCE);
}
