/*
 * The virtual memory management API. Physical memory is touched once, in cuMemCreate, and lies at a home address;
 * mapping it moves its pages to the reserved address and unmapping moves them home, so that they are never faulted in
 * anew. MREMAP_DONTUNMAP keeps the range that pages leave: no other thread's mmap can slip into it meanwhile.
 */
#ifndef VIRTUAL_MEMORY_H
#define VIRTUAL_MEMORY_H

#include "driver.h"

#define GRANULARITY_BYTES ((size_t)HUGE_PAGE_BYTES)

/* What cuMemCreate made. Guarded by driverLock. */
struct Physical {
    struct Device *device;
    size_t bytes;
    void *home;
    bool mapped;
    bool released;
    CUmemAccess_flags access;
};

/* physical.c: handles that are not released; a handle is the address of its owner, a struct Physical. */
extern struct Ranges handles;
void physicalFree(struct Physical *physical);

/* mapping.c: the owner of a mapping is the struct Physical that is mapped there. */
extern struct Ranges mappings;

static inline bool isGranular(size_t bytes) {
    return bytes > 0 && bytes % GRANULARITY_BYTES == 0;
}

#endif
