#include "ranges.h"

#include <stdlib.h>
#include <string.h>

/* How many ranges begin at this address or before it. */
static size_t countUpTo(const struct Ranges *ranges, uintptr_t address) {
    size_t low = 0;
    size_t high = ranges->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges->entries[middle].start <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct Range *rangesFind(const struct Ranges *ranges, uintptr_t address) {
    size_t count = countUpTo(ranges, address);
    if (count == 0) {
        return NULL;
    }
    struct Range *last = &ranges->entries[count - 1];
    return address - last->start < last->bytes ? last : NULL;
}

struct Range *rangesFindStart(const struct Ranges *ranges, uintptr_t start) {
    struct Range *found = rangesFind(ranges, start);
    return found && found->start == start ? found : NULL;
}

struct Range *rangesNext(const struct Ranges *ranges, const struct Range *range) {
    size_t next = (size_t)(range - ranges->entries) + 1;
    return next < ranges->count ? &ranges->entries[next] : NULL;
}

bool rangesOverlap(const struct Ranges *ranges, uintptr_t start, size_t bytes) {
    if (rangesFind(ranges, start)) {
        return true;
    }
    size_t next = countUpTo(ranges, start);
    return next < ranges->count && ranges->entries[next].start - start < bytes;
}

bool rangesReserve(struct Ranges *ranges) {
    if (ranges->count < ranges->capacity) {
        return true;
    }
    size_t capacity = ranges->capacity ? ranges->capacity * 2 : 64;
    struct Range *entries = realloc(ranges->entries, capacity * sizeof *entries);
    if (!entries) {
        return false;
    }
    ranges->entries = entries;
    ranges->capacity = capacity;
    return true;
}

void rangesAdd(struct Ranges *ranges, uintptr_t start, size_t bytes, void *owner) {
    size_t position = countUpTo(ranges, start);
    struct Range *entry = &ranges->entries[position];
    memmove(entry + 1, entry, (ranges->count - position) * sizeof *entry);
    *entry = (struct Range){.start = start, .bytes = bytes, .owner = owner};
    ranges->count++;
}

void rangesRemove(struct Ranges *ranges, struct Range *range) {
    size_t after = ranges->count - (size_t)(range - ranges->entries) - 1;
    memmove(range, range + 1, after * sizeof *range);
    ranges->count--;
}

bool rangeHolds(const struct Range *range, uintptr_t start, size_t bytes) {
    return start >= range->start && start - range->start <= range->bytes &&
           bytes <= range->bytes - (start - range->start);
}
