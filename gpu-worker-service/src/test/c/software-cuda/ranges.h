/* Address ranges that do not overlap, sorted by start: look-ups are binary searches however many slabs there are. */
#ifndef RANGES_H
#define RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Range {
    uintptr_t start;
    size_t bytes;
    void *owner;
};

struct Ranges {
    struct Range *entries;
    size_t count;
    size_t capacity;
};

/* The range that holds this address, or NULL. Valid until the next change. */
struct Range *rangesFind(const struct Ranges *ranges, uintptr_t address);

/* The range that begins at this very address, or NULL. */
struct Range *rangesFindStart(const struct Ranges *ranges, uintptr_t start);

/* The range after this one in the order of addresses, or NULL. */
struct Range *rangesNext(const struct Ranges *ranges, const struct Range *range);

/* Whether any range shares an address with [start, start + bytes). */
bool rangesOverlap(const struct Ranges *ranges, uintptr_t start, size_t bytes);

/* Makes room for one more, so that the next rangesAdd cannot fail. Returns false if the process is out of memory. */
bool rangesReserve(struct Ranges *ranges);

/* Adds a range that overlaps no other. Needs a rangesReserve before it. */
void rangesAdd(struct Ranges *ranges, uintptr_t start, size_t bytes, void *owner);

void rangesRemove(struct Ranges *ranges, struct Range *range);

/* Whether [start, start + bytes) lies in this range; no sum in it can overflow. */
bool rangeHolds(const struct Range *range, uintptr_t start, size_t bytes);

#endif
