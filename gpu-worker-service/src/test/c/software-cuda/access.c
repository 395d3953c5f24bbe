#include "driver.h"

/* Whether [start, start + bytes) lies in one live allocation or in adjoining mappings. */
static bool isLive(uintptr_t start, size_t bytes, CUmemAccess_flags access) {
    struct Range *allocation = rangesFind(&allocations, start);
    return allocation ? rangeHolds(allocation, start, bytes) : mappingsHold(start, bytes, access);
}

bool isAccessible(const struct Operation *operation, size_t offset, size_t bytes) {
    bool reads = operation->kind == COPY && operation->direction != HOST_TO_DEVICE;
    bool writes = operation->kind == FILL || operation->direction != DEVICE_TO_HOST;
    return (!reads || isLive(operation->source + offset, bytes, CU_MEM_ACCESS_FLAGS_PROT_READ)) &&
           (!writes || isLive(operation->destination + offset, bytes, CU_MEM_ACCESS_FLAGS_PROT_READWRITE));
}
