#include "driver.h"

CUDA_API CUresult cuStreamCreate(CUstream *stream, unsigned flags);
CUDA_API CUresult cuStreamCreateWithPriority(CUstream *stream, unsigned flags, int priority);
CUDA_API CUresult cuStreamDestroy_v2(CUstream stream);
CUDA_API CUresult cuStreamSynchronize(CUstream stream);
CUDA_API CUresult cuStreamQuery(CUstream stream);

CUresult cuStreamCreate(CUstream *stream, unsigned flags) {
    return cuStreamCreateWithPriority(stream, flags, 0);
}

/* Priorities are accepted, as CUDA does with those out of range, and make no difference here. */
CUresult cuStreamCreateWithPriority(CUstream *stream, unsigned flags, int priority) {
    (void)priority;
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (!stream || flags > CU_STREAM_NON_BLOCKING) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    return workCreateStream(device, flags, stream);
}

CUresult cuStreamDestroy_v2(CUstream stream) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    return result == CUDA_SUCCESS ? workDestroyStream(stream) : result;
}

CUresult cuStreamSynchronize(CUstream stream) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    return result == CUDA_SUCCESS ? workSynchronizeStream(device, stream) : result;
}

CUresult cuStreamQuery(CUstream stream) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    return result == CUDA_SUCCESS ? workQueryStream(device, stream) : result;
}
