#include "driver.h"

#include <sys/mman.h>

enum { PAGE_BYTES = 4096 };

static size_t roundUp(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

/* Maps more than is wanted and cuts both ends off: mmap itself promises no alignment beyond a page. */
static void *map(size_t bytes, size_t alignment, int protection) {
    size_t slack = alignment > PAGE_BYTES ? alignment : 0;
    size_t mapped = roundUp(bytes, PAGE_BYTES);
    if (mapped < bytes || mapped > SIZE_MAX - slack) {
        return NULL;
    }
    char *start = mmap(NULL, mapped + slack, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) {
        return NULL;
    }
    if (slack == 0) {
        return start;
    }
    char *aligned = (char *)roundUp((size_t)start, alignment);
    if (aligned > start) {
        munmap(start, (size_t)(aligned - start));
    }
    size_t behind = slack - (size_t)(aligned - start);
    if (behind > 0) {
        munmap(aligned + mapped, behind);
    }
    return aligned;
}

void *systemReserve(size_t bytes, size_t alignment) {
    return map(bytes, alignment, PROT_NONE);
}

void *systemAllocate(size_t bytes, size_t alignment, enum Touch touch) {
    char *memory = map(bytes, alignment, PROT_READ | PROT_WRITE);
    if (!memory) {
        return NULL;
    }
    if (bytes >= HUGE_PAGE_BYTES) {
        /* A first touch costs the same for a page of 2 MiB as for one of 4 KiB, which is most of what loading costs. */
        madvise(memory, bytes, MADV_HUGEPAGE);
    }
    if (touch == TOUCH) {
        for (size_t i = 0; i < bytes; i += PAGE_BYTES) {
            ((volatile char *)memory)[i] = 0;
        }
    }
    return memory;
}

void systemFree(void *memory, size_t bytes) {
    munmap(memory, roundUp(bytes, PAGE_BYTES));
}
