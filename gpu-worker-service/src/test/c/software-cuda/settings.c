#include "driver.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct Settings settings;

static _Atomic double linkBytesPerSecond;
/* Allocations that may still succeed; below zero there is no limit. */
static atomic_llong allocationsLeft = -1;

static CUresult refuse(const char *name, const char *value, const char *expected) {
    fprintf(stderr, "software CUDA driver: %s is \"%s\", expected %s\n", name, value, expected);
    return CUDA_ERROR_INVALID_VALUE;
}

static const char *valueOf(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* Reads digits up to the end of the text or to a comma; moves *text behind what it read. */
static bool parseNumber(const char **text, long long most, long long *number) {
    if (**text < '0' || **text > '9') {
        return false;
    }
    char *end;
    errno = 0;
    *number = strtoll(*text, &end, 10);
    *text = end;
    return errno == 0 && *number <= most && (*end == '\0' || *end == ',');
}

static CUresult readNumber(const char *name, const char *otherwise, long long most, long long *number) {
    const char *value = valueOf(name, otherwise);
    const char *rest = value;
    if (parseNumber(&rest, most, number) && *rest == '\0') {
        return CUDA_SUCCESS;
    }
    char expected[64];
    snprintf(expected, sizeof expected, "a whole number from 0 to %lld", most);
    return refuse(name, value, expected);
}

/* One size for each device; the last one holds for all devices that follow. */
static CUresult readMemory(void) {
    const char *name = "SOFTWARE_CUDA_MEMORY_MB";
    const char *value = valueOf(name, "1024");
    const char *rest = value;
    long long megabytes = 0;
    for (int i = 0; i < MOST_DEVICES; i++) {
        if (rest && !parseNumber(&rest, 1 << 20, &megabytes)) {
            return refuse(name, value, "whole numbers from 0 to 1048576, separated by commas");
        }
        settings.memoryBytes[i] = (size_t)megabytes << 20;
        rest = rest && *rest == ',' ? rest + 1 : NULL;
    }
    return rest ? refuse(name, value, "no more sizes than there can be devices") : CUDA_SUCCESS;
}

static CUresult readLink(void) {
    const char *name = "SOFTWARE_CUDA_LINK_GBPS";
    const char *value = valueOf(name, "0");
    char *end;
    double gigabytesPerSecond = strtod(value, &end);
    if (*end != '\0' || !(gigabytesPerSecond >= 0 && gigabytesPerSecond <= 1e6)) {
        return refuse(name, value, "a number from 0 to 1000000");
    }
    atomic_store(&linkBytesPerSecond, gigabytesPerSecond * 1e9);
    return CUDA_SUCCESS;
}

static CUresult readFailures(void) {
    const char *name = "SOFTWARE_CUDA_FAIL_ALLOC_AFTER";
    if (!*valueOf(name, "")) {
        return CUDA_SUCCESS;
    }
    long long count;
    CUresult result = readNumber(name, "", 1LL << 40, &count);
    if (result == CUDA_SUCCESS) {
        atomic_store(&allocationsLeft, count);
    }
    return result;
}

CUresult settingsDriverVersion(int *version) {
    long long number;
    CUresult result = readNumber("SOFTWARE_CUDA_DRIVER_VERSION", "12060", 1 << 20, &number);
    if (result == CUDA_SUCCESS) {
        *version = (int)number;
    }
    return result;
}

CUresult settingsRead(void) {
    long long number[2];
    int version;
    CUresult results[] = {
        readNumber("SOFTWARE_CUDA_DEVICES", "1", MOST_DEVICES, &number[0]),
        readNumber("SOFTWARE_CUDA_CONTEXT_MB", "0", 1 << 20, &number[1]),
        settingsDriverVersion(&version),
        readMemory(),
        readLink(),
        readFailures(),
    };
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        if (results[i] != CUDA_SUCCESS) {
            return results[i];
        }
    }
    settings.devices = (int)number[0];
    settings.contextBytes = (size_t)number[1] << 20;
    return CUDA_SUCCESS;
}

double settingsLinkBytesPerSecond(void) {
    return atomic_load(&linkBytesPerSecond);
}

bool settingsAllocationMaySucceed(void) {
    long long left = atomic_load(&allocationsLeft);
    while (left > 0 && !atomic_compare_exchange_weak(&allocationsLeft, &left, left - 1)) {
    }
    return left != 0;
}

/* Not CUDA's: tests change the link and provoke failures in one process. */
CUDA_API void softwareCudaSetLinkGbps(double gigabytesPerSecond);
CUDA_API void softwareCudaFailAllocationsAfter(long long count);

/* 0 is as fast as the machine. Holds from the next chunk of every copy on, those under way included. */
void softwareCudaSetLinkGbps(double gigabytesPerSecond) {
    atomic_store(&linkBytesPerSecond, gigabytesPerSecond * 1e9);
}

/* Lets so many more allocations of device memory succeed; below zero: all. */
void softwareCudaFailAllocationsAfter(long long count) {
    atomic_store(&allocationsLeft, count);
}
