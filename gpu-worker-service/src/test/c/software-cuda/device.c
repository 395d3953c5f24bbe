#include "driver.h"

#include <stdio.h>
#include <string.h>

pthread_rwlock_t driverLock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
struct Device devices[MOST_DEVICES];
int deviceCount;

static bool initialised;

CUDA_API CUresult cuInit(unsigned flags);
CUDA_API CUresult cuDriverGetVersion(int *version);
CUDA_API CUresult cuDeviceGetCount(int *count);
CUDA_API CUresult cuDeviceGet(CUdevice *device, int ordinal);
CUDA_API CUresult cuDeviceGetName(char *name, int length, CUdevice ordinal);
CUDA_API CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice ordinal);
CUDA_API CUresult cuDeviceGetPCIBusId(char *id, int length, CUdevice ordinal);
CUDA_API CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice ordinal);
CUDA_API CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice ordinal);

CUresult cuInit(unsigned flags) {
    if (flags != 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    pthread_rwlock_wrlock(&driverLock);
    CUresult result = CUDA_SUCCESS;
    if (!initialised) {
        result = settingsRead();
        if (result == CUDA_SUCCESS && settings.devices == 0) {
            result = CUDA_ERROR_NO_DEVICE;
        }
        if (result == CUDA_SUCCESS) {
            for (int i = 0; i < settings.devices; i++) {
                devices[i].ordinal = i;
                devices[i].totalBytes = settings.memoryBytes[i];
                devices[i].primary.device = &devices[i];
            }
            deviceCount = settings.devices;
            initialised = true;
        }
    }
    pthread_rwlock_unlock(&driverLock);
    return result;
}

CUresult requireInitialised(void) {
    pthread_rwlock_rdlock(&driverLock);
    bool known = initialised;
    pthread_rwlock_unlock(&driverLock);
    return known ? CUDA_SUCCESS : CUDA_ERROR_NOT_INITIALIZED;
}

CUresult requireDevice(CUdevice ordinal, struct Device **device) {
    CUresult result = requireInitialised();
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (ordinal < 0 || ordinal >= deviceCount) {
        return CUDA_ERROR_INVALID_DEVICE;
    }
    *device = &devices[ordinal];
    return CUDA_SUCCESS;
}

CUresult budgetTake(struct Device *device, size_t bytes) {
    if (bytes > device->totalBytes - device->usedBytes) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    device->usedBytes += bytes;
    return CUDA_SUCCESS;
}

void budgetGiveBack(struct Device *device, size_t bytes) {
    device->usedBytes -= bytes;
}

/* As with CUDA, this one may be asked before cuInit. */
CUresult cuDriverGetVersion(int *version) {
    return version ? settingsDriverVersion(version) : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuDeviceGetCount(int *count) {
    CUresult result = requireInitialised();
    if (result == CUDA_SUCCESS) {
        *count = deviceCount;
    }
    return result;
}

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
    struct Device *found;
    CUresult result = requireDevice(ordinal, &found);
    if (result == CUDA_SUCCESS) {
        *device = ordinal;
    }
    return result;
}

CUresult cuDeviceGetName(char *name, int length, CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (length <= 0) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    snprintf(name, (size_t)length, "Software CUDA device");
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result == CUDA_SUCCESS) {
        memcpy(uuid->bytes, "software CUDA   ", sizeof uuid->bytes);
        uuid->bytes[sizeof uuid->bytes - 1] = (unsigned char)ordinal;
    }
    return result;
}

/* Devices sit on buses 1, 2, ... */
CUresult cuDeviceGetPCIBusId(char *id, int length, CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result == CUDA_SUCCESS && snprintf(id, (size_t)length, "0000:%02X:00.0", ordinal + 1) >= length) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    return result;
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result == CUDA_SUCCESS) {
        *bytes = device->totalBytes;
    }
    return result;
}

/* What is not named here this device cannot do, or has none of: 0. */
static int attributeOf(const struct Device *device, int attribute) {
    switch (attribute) {
        case CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK:
            return 1024;
        case CU_DEVICE_ATTRIBUTE_WARP_SIZE:
            return 32;
        case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT:
            return 16;
        case CU_DEVICE_ATTRIBUTE_PCI_BUS_ID:
            return device->ordinal + 1;
        case CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT:
            return 2; /* one for each direction */
        case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR:
            return 8;
        case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR:
            return 9;
        case CU_DEVICE_ATTRIBUTE_GPU_OVERLAP:
        case CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY:
        case CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING:
        case CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED:
            return 1;
        default:
            return 0;
    }
}

CUresult cuDeviceGetAttribute(int *value, int attribute, CUdevice ordinal) {
    struct Device *device;
    CUresult result = requireDevice(ordinal, &device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    if (attribute <= 0 || attribute > CU_DEVICE_ATTRIBUTE_LAST) {
        return CUDA_ERROR_INVALID_VALUE;
    }
    *value = attributeOf(device, attribute);
    return CUDA_SUCCESS;
}
