#include "driver.h"

enum { DEEPEST_STACK = 16 };

/* The contexts pushed by this thread; the last one is current. */
static __thread struct Context *stack[DEEPEST_STACK];
static __thread int depth;

CUDA_API CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice ordinal);
CUDA_API CUresult cuDevicePrimaryCtxRelease_v2(CUdevice ordinal);
CUDA_API CUresult cuDevicePrimaryCtxGetState(CUdevice ordinal, unsigned *flags, int *active);
CUDA_API CUresult cuCtxSetCurrent(CUcontext context);
CUDA_API CUresult cuCtxGetCurrent(CUcontext *context);
CUDA_API CUresult cuCtxPushCurrent_v2(CUcontext context);
CUDA_API CUresult cuCtxPopCurrent_v2(CUcontext *context);
CUDA_API CUresult cuCtxGetDevice(CUdevice *ordinal);
CUDA_API CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest);
CUDA_API CUresult cuCtxSynchronize(void);

/* A handle is what a caller claims it to be; only the address of a device's context is one. */
static bool isRetained(const struct Context *context) {
    bool retained = false;
    pthread_rwlock_rdlock(&driverLock);
    for (int i = 0; i < deviceCount; i++) {
        retained |= context == &devices[i].primary && context->retained > 0;
    }
    pthread_rwlock_unlock(&driverLock);
    return retained;
}

static CUresult requireRetained(const struct Context *context) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    return isRetained(context) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
}

CUresult requireCurrent(struct Device **device) {
    struct Context *current = depth ? stack[depth - 1] : NULL;
    CUresult result = requireRetained(current);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    *device = current->device;
    return workFailure(*device);
}

CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_wrlock(&driverLock);
    if (device->primary.retained == 0) {
        result = budgetTake(device, settings.contextBytes);
    }
    if (result == CUDA_SUCCESS) {
        device->primary.retained++;
        *context = &device->primary;
    }
    pthread_rwlock_unlock(&driverLock);
    return result;
}

/* With the last release the context's streams and allocations go. Mapped memory belongs to the device and stays. */
CUresult cuDevicePrimaryCtxRelease_v2(CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    pthread_rwlock_wrlock(&driverLock);
    bool held = device->primary.retained > 0;
    bool last = held && --device->primary.retained == 0;
    pthread_rwlock_unlock(&driverLock);
    if (last) {
        workEndDevice(device);
        pthread_rwlock_wrlock(&driverLock);
        allocationsFreeAll(device);
        budgetGiveBack(device, settings.contextBytes);
        pthread_rwlock_unlock(&driverLock);
    }
    return held ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
}

CUresult cuDevicePrimaryCtxGetState(CUdevice ordinal, unsigned *flags, int *active) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result == CUDA_SUCCESS) {
        *flags = device->primary.flags;
        *active = isRetained(&device->primary);
    }
    return result;
}

CUresult cuCtxSetCurrent(CUcontext context) {
    CUresult result = context ? requireRetained(context) : requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (depth) {
        depth--;
    }
    if (context) {
        stack[depth++] = context;
    }
    return CUDA_SUCCESS;
}

CUresult cuCtxGetCurrent(CUcontext *context) {
    CUresult result = requireInitialised();
    if (result == CUDA_SUCCESS) {
        *context = depth ? stack[depth - 1] : NULL;
    }
    return result;
}

CUresult cuCtxPushCurrent_v2(CUcontext context) {
    CUresult result = requireRetained(context);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (depth == DEEPEST_STACK) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    stack[depth++] = context;
    return CUDA_SUCCESS;
}

CUresult cuCtxPopCurrent_v2(CUcontext *context) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (depth == 0) {
        return CUDA_ERROR_INVALID_CONTEXT;
    }
    depth--;
    if (context) {
        *context = stack[depth];
    }
    return CUDA_SUCCESS;
}

CUresult cuCtxGetDevice(CUdevice *ordinal) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        *ordinal = device->ordinal;
    }
    return result;
}

CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        *least = 0;
        *greatest = -5;
    }
    return result;
}

CUresult cuCtxSynchronize(void) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    return result == CUDA_SUCCESS ? workSynchronizeDevice(device) : result;
}
