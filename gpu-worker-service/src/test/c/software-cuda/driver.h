/*
 * What the parts of the driver know of each other.
 *
 * Two locks. driverLock guards devices, contexts and every range of memory; a copy holds it for reading while it moves
 * a chunk, so no memory goes away under it. The lock in work.c guards streams and events. Neither is taken while the
 * other is held.
 */
#ifndef DRIVER_H
#define DRIVER_H

#include "cuda_abi.h"
#include "ranges.h"

#include <pthread.h>
#include <stdbool.h>

enum { MOST_DEVICES = 16 };
enum Direction { HOST_TO_DEVICE, DEVICE_TO_HOST, DEVICE_TO_DEVICE };

/* The one context of a device: only primary contexts exist here. */
struct Context {
    struct Device *device;
    int retained;
    unsigned flags;
};

struct Device {
    int ordinal;
    size_t totalBytes;
    size_t usedBytes;
    struct Context primary;
};

extern pthread_rwlock_t driverLock;
extern struct Device devices[MOST_DEVICES];
extern int deviceCount;

/* settings.c: what the environment says; see README.md. */
struct Settings {
    int devices;
    size_t memoryBytes[MOST_DEVICES];
    size_t contextBytes;
};
extern struct Settings settings;
CUresult settingsRead(void);
CUresult settingsDriverVersion(int *version);
/* Bytes a second of the link to a device, one direction; 0 if it is as fast as the machine. */
double settingsLinkBytesPerSecond(void);
/* Counts one allocation of device memory; false if it is one that shall fail. */
bool settingsAllocationMaySucceed(void);

/* device.c */
CUresult requireInitialised(void);
CUresult requireDevice(CUdevice ordinal, struct Device **device);
/* Both need driverLock for writing. */
CUresult budgetTake(struct Device *device, size_t bytes);
void budgetGiveBack(struct Device *device, size_t bytes);

/* context.c: the device of the calling thread's current context, or why there is none. */
CUresult requireCurrent(struct Device **device);

/* system_memory.c: memory of the host that plays device memory. Addresses are multiples of the alignment. */
enum { HUGE_PAGE_BYTES = 2 << 20 };
enum Touch { LEAVE_UNTOUCHED, TOUCH };
void *systemReserve(size_t bytes, size_t alignment);
void *systemAllocate(size_t bytes, size_t alignment, enum Touch touch);
void systemFree(void *memory, size_t bytes);

/* memory.c: memory of cuMemAlloc. The owner of a range is its device. Needs driverLock. */
extern struct Ranges allocations;
void allocationsFreeAll(struct Device *device);

/* reservation.c and mapping.c; all need driverLock. */
extern struct Ranges reservations;
/* Whether [start, start + bytes) is mapped with at least this access, as one or as adjoining mappings. */
bool mappingsHold(uintptr_t start, size_t bytes, CUmemAccess_flags access);
/* The device whose memory is mapped at this address, accessible or not; NULL if none is. */
struct Device *mappedDevice(uintptr_t address);

/* host_memory.c: memory of the host that is pinned. The owner of a range is a struct Pinned. */
struct Pinned {
    struct Device *device;
    bool registered;
};
extern struct Ranges pinnedMemory;
bool isPinned(const void *start, size_t bytes);

/* link.c: waits until the link has carried this many more bytes of a copy that began at startNanos. */
uint64_t nanosNow(void);
void linkCarry(struct Device *device, enum Direction direction, size_t bytes, bool pinned, uint64_t startNanos);

/* work.c: what streams do, in order. */
enum OperationKind { COPY, FILL, RECORD, WAIT_FOR };

struct Operation {
    enum OperationKind kind;
    /* of COPY and FILL */
    uintptr_t destination;
    uintptr_t source;
    size_t bytes;
    enum Direction direction;
    bool pinned;
    uint32_t value;
    size_t valueBytes;
    /* of RECORD and WAIT_FOR */
    struct Recording *recording;
    /* set by work.c */
    uint64_t ticket;
    CUresult *result;
    struct Operation *next;
};

/* One recording of an event; the event, and the operations that make it or wait for it, share it. */
struct Recording {
    bool complete;
    uint64_t completeNanos;
    int references;
};

enum Wait { RETURN_AT_ONCE, WAIT_UNTIL_DONE };
/* Appends to a stream of this device. With WAIT_UNTIL_DONE it returns what the operation itself came to. */
CUresult workSubmit(struct Device *device, CUstream stream, const struct Operation *operation, enum Wait wait);
CUresult workCreateStream(struct Device *device, unsigned flags, CUstream *stream);
CUresult workDestroyStream(CUstream stream);
/* Waits for all that was submitted before the call. */
CUresult workSynchronizeStream(struct Device *device, CUstream stream);
CUresult workSynchronizeDevice(struct Device *device);
CUresult workQueryStream(struct Device *device, CUstream stream);
/* Ends the streams of a device whose context goes, and forgets its failure. */
void workEndDevice(struct Device *device);
/* The error that broke the device's context, or success. */
CUresult workFailure(struct Device *device);
/* For a look at recordings. */
void workLock(void);
void workUnlock(void);
/* Waits, with the lock held, until some operation is done. */
void workAwaitProgress(void);
void recordingRelease(struct Recording *recording);

/*
 * access.c: whether the device memory that this operation reads or writes in [offset, offset + bytes) is wholly live.
 * Needs driverLock.
 */
bool isAccessible(const struct Operation *operation, size_t offset, size_t bytes);

/* transfer.c: carries a COPY or FILL out. */
CUresult transferRun(struct Device *device, const struct Operation *operation);

#endif
