#include "driver.h"

#include <stdlib.h>

struct Event {
    struct Device *device;
    unsigned flags;
    /* The latest one; NULL before the first. */
    struct Recording *recording;
};

/* Guarded by workLock. */
static struct Ranges events;

CUDA_API CUresult cuEventCreate(CUevent *event, unsigned flags);
CUDA_API CUresult cuEventDestroy_v2(CUevent event);
CUDA_API CUresult cuEventRecord(CUevent event, CUstream stream);
CUDA_API CUresult cuEventQuery(CUevent event);
CUDA_API CUresult cuEventSynchronize(CUevent event);
CUDA_API CUresult cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end);
CUDA_API CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags);

static bool isLive(CUevent event) {
    return rangesFindStart(&events, (uintptr_t)event) != NULL;
}

CUresult cuEventCreate(CUevent *event, unsigned flags) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    struct Event *created = calloc(1, sizeof *created);
    if (!created) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    created->device = device;
    created->flags = flags;
    workLock();
    if (rangesReserve(&events)) {
        rangesAdd(&events, (uintptr_t)created, sizeof *created, created);
        *event = created;
    } else {
        free(created);
        result = CUDA_ERROR_OUT_OF_MEMORY;
    }
    workUnlock();
    return result;
}

/* Whoever waits for it still learns when it is done. */
CUresult cuEventDestroy_v2(CUevent event) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    workLock();
    struct Range *range = rangesFindStart(&events, (uintptr_t)event);
    if (range) {
        rangesRemove(&events, range);
        recordingRelease(event->recording);
        free(event);
    } else {
        result = CUDA_ERROR_INVALID_HANDLE;
    }
    workUnlock();
    return result;
}

CUresult cuEventRecord(CUevent event, CUstream stream) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    struct Recording *recording = calloc(1, sizeof *recording);
    if (!recording) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    recording->references = 1;
    workLock();
    bool valid = isLive(event) && event->device == device;
    workUnlock();
    struct Operation operation = {.kind = RECORD, .recording = recording};
    result = valid ? workSubmit(device, stream, &operation, RETURN_AT_ONCE) : CUDA_ERROR_INVALID_HANDLE;
    workLock();
    if (result == CUDA_SUCCESS && isLive(event)) {
        struct Recording *former = event->recording;
        event->recording = recording;
        recording = former;
    }
    recordingRelease(recording);
    workUnlock();
    return result;
}

/* The latest recording of an event, to be released; NULL if there is none. */
static CUresult latest(CUevent event, struct Recording **recording) {
    CUresult result = CUDA_ERROR_INVALID_HANDLE;
    workLock();
    if (isLive(event)) {
        *recording = event->recording;
        if (*recording) {
            (*recording)->references++;
        }
        result = CUDA_SUCCESS;
    }
    workUnlock();
    return result;
}

CUresult cuEventQuery(CUevent event) {
    struct Device *device;
    struct Recording *recording;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        result = latest(event, &recording);
    }
    if (result != CUDA_SUCCESS) {
        return result;
    }
    workLock();
    bool complete = !recording || recording->complete;
    recordingRelease(recording);
    workUnlock();
    return complete ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

CUresult cuEventSynchronize(CUevent event) {
    struct Device *device;
    struct Recording *recording;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS) {
        result = latest(event, &recording);
    }
    if (result != CUDA_SUCCESS) {
        return result;
    }
    workLock();
    while (recording && !recording->complete) {
        workAwaitProgress();
    }
    recordingRelease(recording);
    workUnlock();
    return workFailure(device);
}

CUresult cuEventElapsedTime(float *milliseconds, CUevent start, CUevent end) {
    struct Device *device;
    CUresult result = requireCurrent(&device);
    if (result != CUDA_SUCCESS) {
        return result;
    }
    workLock();
    if (!isLive(start) || !isLive(end) || ((start->flags | end->flags) & CU_EVENT_DISABLE_TIMING) ||
        !start->recording || !end->recording) {
        result = CUDA_ERROR_INVALID_HANDLE;
    } else if (!start->recording->complete || !end->recording->complete) {
        result = CUDA_ERROR_NOT_READY;
    } else {
        int64_t nanos = (int64_t)(end->recording->completeNanos - start->recording->completeNanos);
        *milliseconds = (float)((double)nanos / 1e6);
    }
    workUnlock();
    return result;
}

CUresult cuStreamWaitEvent(CUstream stream, CUevent event, unsigned flags) {
    struct Device *device;
    struct Recording *recording;
    CUresult result = requireCurrent(&device);
    if (result == CUDA_SUCCESS && flags != 0) {
        result = CUDA_ERROR_INVALID_VALUE;
    }
    if (result == CUDA_SUCCESS) {
        result = latest(event, &recording);
    }
    if (result != CUDA_SUCCESS || !recording) {
        return result; /* There is nothing to wait for in an event that was never recorded. */
    }
    struct Operation operation = {.kind = WAIT_FOR, .recording = recording};
    result = workSubmit(device, stream, &operation, RETURN_AT_ONCE);
    workLock();
    recordingRelease(recording);
    workUnlock();
    return result;
}
