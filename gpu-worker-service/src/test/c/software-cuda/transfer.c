#include "driver.h"

#include <string.h>

/* Carried under the lock in one go: short enough for an allocation to wait for, long enough to be worth a sleep. */
enum { CHUNK_BYTES = 1 << 20 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Values of 4 bytes begin at a multiple of 4, and so does every chunk. */
static void fill(uintptr_t destination, size_t bytes, uint32_t value, size_t valueBytes) {
    if (valueBytes == 1) {
        memset((void *)destination, (int)value, bytes);
        return;
    }
    uint32_t *words = (uint32_t *)destination;
    for (size_t i = 0; i < bytes / sizeof *words; i++) {
        words[i] = value;
    }
}

static void carry(const struct Operation *operation, size_t done, size_t bytes) {
    if (operation->kind == FILL) {
        fill(operation->destination + done, bytes, operation->value, operation->valueBytes);
    } else {
        /* Source and destination may overlap on the device. */
        memmove((void *)(operation->destination + done), (const void *)(operation->source + done), bytes);
    }
}

CUresult transferRun(struct Device *device, const struct Operation *operation) {
    uint64_t startNanos = nanosNow();
    for (size_t done = 0; done < operation->bytes; done += CHUNK_BYTES) {
        size_t bytes = least(operation->bytes - done, CHUNK_BYTES);
        pthread_rwlock_rdlock(&driverLock);
        bool accessible = isAccessible(operation, done, bytes);
        if (accessible) {
            carry(operation, done, bytes);
        }
        pthread_rwlock_unlock(&driverLock);
        if (!accessible) {
            return CUDA_ERROR_ILLEGAL_ADDRESS;
        }
        if (operation->kind == COPY) {
            linkCarry(device, operation->direction, bytes, operation->pinned, startNanos);
        }
    }
    return CUDA_SUCCESS;
}
