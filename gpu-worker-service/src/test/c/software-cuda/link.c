#include "driver.h"

#include <errno.h>
#include <time.h>

/*
 * A link has one lane for each direction and device. Until when a lane is taken: copies that share it take turns chunk
 * by chunk, so each of n gets 1/n of it.
 */
static uint64_t lanes[MOST_DEVICES][2];
static pthread_mutex_t laneLock = PTHREAD_MUTEX_INITIALIZER;

uint64_t nanosNow(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void sleepUntil(uint64_t nanos) {
    struct timespec until = {.tv_sec = (time_t)(nanos / 1000000000), .tv_nsec = (long)(nanos % 1000000000)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) {
    }
}

void linkCarry(struct Device *device, enum Direction direction, size_t bytes, bool pinned, uint64_t startNanos) {
    double bytesPerSecond = settingsLinkBytesPerSecond() / (pinned ? 1 : 2);
    if (bytesPerSecond <= 0 || direction == DEVICE_TO_DEVICE) {
        return;
    }
    pthread_mutex_lock(&laneLock);
    uint64_t *free = &lanes[device->ordinal][direction];
    /* From the start of the copy, not from now: a late wake-up must not slow the rest of it. */
    uint64_t begin = *free > startNanos ? *free : startNanos;
    uint64_t end = begin + (uint64_t)((double)bytes / bytesPerSecond * 1e9);
    *free = end;
    pthread_mutex_unlock(&laneLock);
    sleepUntil(end);
}
