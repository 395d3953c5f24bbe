/*
 * What streams do. Each stream has a thread of its own that carries its operations out in order. An operation stays at
 * the head of its queue until it is done, so the ticket there says how far the stream has come: all that waits for
 * streams compares tickets.
 */
#include "driver.h"

#include <stdlib.h>

/* Submitting more waits until there is room, as on a GPU. */
enum { LONGEST_QUEUE = 4096 };
enum { STACK_BYTES = 256 << 10 };

struct Stream {
    struct Device *device;
    unsigned flags;
    bool isNull;
    bool destroyed;
    struct Operation *head;
    struct Operation *tail;
    int length;
    pthread_cond_t submitted;
    struct Stream *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t progress = PTHREAD_COND_INITIALIZER;
static struct Stream *streams;
static uint64_t lastTicket;
static CUresult failures[MOST_DEVICES];

void workLock(void) {
    pthread_mutex_lock(&lock);
}

void workUnlock(void) {
    pthread_mutex_unlock(&lock);
}

void workAwaitProgress(void) {
    pthread_cond_wait(&progress, &lock);
}

CUresult workFailure(struct Device *device) {
    pthread_mutex_lock(&lock);
    CUresult failure = failures[device->ordinal];
    pthread_mutex_unlock(&lock);
    return failure;
}

void recordingRelease(struct Recording *recording) {
    if (recording && --recording->references == 0) {
        free(recording);
    }
}

/* Whether the stream has yet to do an operation that was submitted before the one with this ticket. */
static bool isBehind(const struct Stream *stream, uint64_t ticket) {
    return stream->head && stream->head->ticket < ticket;
}

/* The NULL stream and the blocking streams of a device take turns; non-blocking ones know nothing of it. */
static bool takeTurns(const struct Stream *a, const struct Stream *b) {
    bool isOneNull = a->isNull != b->isNull;
    return isOneNull && a->device == b->device && !((a->flags | b->flags) & CU_STREAM_NON_BLOCKING);
}

static bool mayStart(const struct Stream *stream) {
    const struct Operation *operation = stream->head;
    if (operation->kind == WAIT_FOR && !operation->recording->complete) {
        return false;
    }
    for (const struct Stream *other = streams; other; other = other->next) {
        if (takeTurns(stream, other) && isBehind(other, operation->ticket)) {
            return false;
        }
    }
    return true;
}

/* Needs the lock, which it gives up while it works. A broken context carries nothing out any more. */
static void carryOut(struct Stream *stream) {
    struct Operation *operation = stream->head;
    CUresult *failure = &failures[stream->device->ordinal];
    CUresult result = *failure;
    if (result == CUDA_SUCCESS && (operation->kind == COPY || operation->kind == FILL)) {
        pthread_mutex_unlock(&lock);
        result = transferRun(stream->device, operation);
        pthread_mutex_lock(&lock);
    }
    if (operation->kind == RECORD) {
        operation->recording->complete = true;
        operation->recording->completeNanos = nanosNow();
    }
    recordingRelease(operation->recording);
    if (*failure == CUDA_SUCCESS) {
        *failure = result;
    }
    if (operation->result) {
        *operation->result = result;
    }
    stream->head = operation->next;
    stream->length--;
    free(operation);
    pthread_cond_broadcast(&progress);
}

static void forget(struct Stream *stream) {
    struct Stream **link = &streams;
    while (*link != stream) {
        link = &(*link)->next;
    }
    *link = stream->next;
    pthread_cond_destroy(&stream->submitted);
    free(stream);
    pthread_cond_broadcast(&progress);
}

static void *serve(void *argument) {
    struct Stream *stream = argument;
    pthread_mutex_lock(&lock);
    while (stream->head || !stream->destroyed) {
        if (!stream->head) {
            pthread_cond_wait(&stream->submitted, &lock);
        } else if (mayStart(stream)) {
            carryOut(stream);
        } else {
            workAwaitProgress();
        }
    }
    forget(stream);
    pthread_mutex_unlock(&lock);
    return NULL;
}

static bool startThread(struct Stream *stream) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    bool started = pthread_create(&thread, &attributes, serve, stream) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

/* Needs the lock. NULL if the process has no memory or no thread left. */
static struct Stream *create(struct Device *device, unsigned flags, bool isNull) {
    struct Stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        return NULL;
    }
    *stream = (struct Stream){.device = device, .flags = flags, .isNull = isNull, .next = streams};
    pthread_cond_init(&stream->submitted, NULL);
    if (!startThread(stream)) {
        pthread_cond_destroy(&stream->submitted);
        free(stream);
        return NULL;
    }
    streams = stream;
    return stream;
}

static bool isNullHandle(CUstream handle) {
    return !handle || handle == CU_STREAM_LEGACY;
}

/* Needs the lock. The NULL stream is the one of this device, and may not be there yet. */
static struct Stream *find(struct Device *device, CUstream handle) {
    for (struct Stream *stream = streams; stream; stream = stream->next) {
        bool isMeant = isNullHandle(handle) ? stream->isNull && stream->device == device : stream == handle;
        if (isMeant && !stream->destroyed) {
            return stream;
        }
    }
    return NULL;
}

/* Needs the lock, which it gives up while the queue is full. */
static CUresult findToSubmit(struct Device *device, CUstream handle, struct Stream **stream) {
    while ((*stream = find(device, handle)) && (*stream)->length >= LONGEST_QUEUE) {
        workAwaitProgress();
    }
    if (!*stream && isNullHandle(handle)) {
        *stream = create(device, 0, true);
        return *stream ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
    }
    if (!*stream) {
        return CUDA_ERROR_INVALID_HANDLE;
    }
    return (*stream)->device == device ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
}

static void append(struct Stream *stream, struct Operation *operation) {
    if (stream->head) {
        stream->tail->next = operation;
    } else {
        stream->head = operation;
    }
    stream->tail = operation;
    stream->length++;
    pthread_cond_signal(&stream->submitted);
}

/* Needs the lock. The stream may be destroyed and forgotten meanwhile; it has done its work by then. */
static void awaitTicket(const struct Device *device, CUstream only, uint64_t ticket) {
    for (;;) {
        bool behind = false;
        for (struct Stream *stream = streams; stream; stream = stream->next) {
            behind |= stream->device == device && (!only || stream == only) && isBehind(stream, ticket + 1);
        }
        if (!behind) {
            return;
        }
        workAwaitProgress();
    }
}

CUresult workSubmit(struct Device *device, CUstream handle, const struct Operation *template, enum Wait wait) {
    struct Operation *operation = malloc(sizeof *operation);
    if (!operation) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    *operation = *template;
    CUresult outcome = CUDA_SUCCESS;
    pthread_mutex_lock(&lock);
    struct Stream *stream;
    CUresult result = findToSubmit(device, handle, &stream);
    if (result != CUDA_SUCCESS) {
        free(operation);
    } else {
        uint64_t ticket = ++lastTicket;
        operation->ticket = ticket;
        operation->next = NULL;
        operation->result = wait == WAIT_UNTIL_DONE ? &outcome : NULL;
        if (operation->recording) {
            operation->recording->references++;
        }
        append(stream, operation);
        if (wait == WAIT_UNTIL_DONE) {
            awaitTicket(device, stream, ticket);
            result = outcome;
        }
    }
    pthread_mutex_unlock(&lock);
    return result;
}

CUresult workCreateStream(struct Device *device, unsigned flags, CUstream *stream) {
    pthread_mutex_lock(&lock);
    struct Stream *created = create(device, flags, false);
    pthread_mutex_unlock(&lock);
    if (!created) {
        return CUDA_ERROR_OUT_OF_MEMORY;
    }
    *stream = created;
    return CUDA_SUCCESS;
}

/* Its thread ends when what it was given is done. */
static void end(struct Stream *stream) {
    stream->destroyed = true;
    pthread_cond_signal(&stream->submitted);
}

CUresult workDestroyStream(CUstream handle) {
    pthread_mutex_lock(&lock);
    struct Stream *stream = isNullHandle(handle) ? NULL : find(NULL, handle);
    if (stream) {
        end(stream);
    }
    pthread_mutex_unlock(&lock);
    return stream ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
}

CUresult workSynchronizeStream(struct Device *device, CUstream handle) {
    CUresult result = CUDA_SUCCESS;
    pthread_mutex_lock(&lock);
    struct Stream *stream = find(device, handle);
    if (stream) {
        const struct Device *owner = stream->device;
        awaitTicket(owner, stream, lastTicket);
        result = failures[owner->ordinal];
    } else if (!isNullHandle(handle)) {
        result = CUDA_ERROR_INVALID_HANDLE;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

CUresult workSynchronizeDevice(struct Device *device) {
    pthread_mutex_lock(&lock);
    awaitTicket(device, NULL, lastTicket);
    CUresult result = failures[device->ordinal];
    pthread_mutex_unlock(&lock);
    return result;
}

CUresult workQueryStream(struct Device *device, CUstream handle) {
    CUresult result = CUDA_SUCCESS;
    pthread_mutex_lock(&lock);
    struct Stream *stream = find(device, handle);
    if (stream) {
        result = stream->head ? CUDA_ERROR_NOT_READY : failures[stream->device->ordinal];
    } else if (!isNullHandle(handle)) {
        result = CUDA_ERROR_INVALID_HANDLE;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

void workEndDevice(struct Device *device) {
    pthread_mutex_lock(&lock);
    for (struct Stream *stream = streams; stream; stream = stream->next) {
        if (stream->device == device) {
            end(stream);
        }
    }
    awaitTicket(device, NULL, lastTicket);
    failures[device->ordinal] = CUDA_SUCCESS;
    pthread_mutex_unlock(&lock);
}
