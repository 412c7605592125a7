#include "http/server/wires.h"

#include "base/limit/limit.h"
#include "base/log.h"
#include "base/share/share.h"

#include <linux/tcp.h> /* that of glibc does not know what was received */
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/queue.h>

enum { ORIGINS = 4096, LOOK_MS = 2000, SPARED = 8 };

/* Those of one address, or of one IPv6 network, in the order in which they were opened. */
typedef struct Origin {
    char block[ADDRESS_BLOCK_SIZE];
    size_t count; /* without those that were cut */
    TAILQ_HEAD(, Wire) wire;
    LIST_ENTRY(Origin) in_bucket;
} Origin;

struct Wire {
    int socket;
    bool cut;
    Origin *origin;
    _Atomic WireStage stage;
    _Atomic Micros since;
    _Atomic uint64_t bytes; /* that the stage has moved */
    /* for those that wait: what had come when the last request ended, and when more was seen */
    _Atomic uint64_t heard;
    Micros began, began_since;
    TAILQ_ENTRY(Wire) in_origin;
    TAILQ_ENTRY(Wire) in_all;
};

struct Wires {
    size_t most;
    bool shared;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t watcher;
    bool ending;
    size_t count;
    TAILQ_HEAD(, Wire) wire;
    LIST_HEAD(, Origin) origin[ORIGINS];
};

/* --- ending ---------------------------------------------------------------------------------- */

/* The library closes the socket only after wire_close(), so it is still this wire's. */
static void
cut(Wire *wire)
{
    if (wire->cut)
        return;
    wire->cut = true;
    wire->origin->count--;
    shutdown(wire->socket, SHUT_RDWR);
}

/* All bytes that ever came over it; a socket that is no TCP has none. */
static uint64_t
heard_so_far(const Wire *wire)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof(info);

    if (getsockopt(wire->socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return 0;
    return info.tcpi_bytes_received;
}

bool
wire_is_overdue(WireStage stage, Micros took, uint64_t bytes)
{
    const Micros slow = (Micros)(SLOW_SECONDS_MAX + bytes / SLOW_BYTES) * MICROS_PER_SECOND;

    switch (stage) {
    case WIRE_WAITING:
        return took > HEADER_SECONDS_MAX * MICROS_PER_SECOND;
    case WIRE_BODY:
        return took > slow;
    case WIRE_SENDING:
        return took > slow || took > SENDING_SECONDS_MAX * MICROS_PER_SECOND;
    case WIRE_WORKING:
        break;
    }
    return false;
}

/* Silence is the library's business; a request that was begun is ours. */
static Micros
began_waiting(Wire *wire, Micros since, Micros now)
{
    if (wire->began_since != since)
        wire->began = 0;
    wire->began_since = since;
    if (wire->began == 0 && heard_so_far(wire) != atomic_load(&wire->heard))
        wire->began = now;
    return wire->began != 0 ? wire->began : now;
}

static bool
is_overdue(Wire *wire, Micros now)
{
    const WireStage stage = atomic_load(&wire->stage);
    Micros since = atomic_load(&wire->since);

    if (stage == WIRE_WAITING)
        since = began_waiting(wire, since, now);
    return wire_is_overdue(stage, now - since, atomic_load(&wire->bytes));
}

static void
cut_overdue(Wires *wires)
{
    const Micros now = clock_steady();
    Wire *wire;

    TAILQ_FOREACH(wire, &wires->wire, in_all)
    {
        if (!wire->cut && is_overdue(wire, now))
            cut(wire);
    }
}

static void *
watch(void *data)
{
    Wires *wires = data;

    pthread_mutex_lock(&wires->mutex);
    while (!wires->ending) {
        struct timespec until = clock_deadline(LOOK_MS);
        pthread_cond_timedwait(&wires->wake, &wires->mutex, &until);
        cut_overdue(wires);
    }
    pthread_mutex_unlock(&wires->mutex);
    return NULL;
}

/* --- shares ---------------------------------------------------------------------------------- */

static Origin *
find_origin(Wires *wires, const struct sockaddr *address)
{
    char text[ADDRESS_SIZE], block[ADDRESS_BLOCK_SIZE] = "";
    size_t hash = 0;
    Origin *origin;

    address_show(address, text);
    address_block(text, block);
    for (const char *at = block; *at != '\0'; at++)
        hash = hash * 31 + (unsigned char)*at;
    LIST_FOREACH(origin, &wires->origin[hash % ORIGINS], in_bucket)
    {
        if (strcmp(origin->block, block) == 0)
            return origin;
    }
    origin = calloc(1, sizeof(*origin));
    if (origin == NULL)
        die("out of memory");
    memcpy(origin->block, block, sizeof(block));
    TAILQ_INIT(&origin->wire);
    LIST_INSERT_HEAD(&wires->origin[hash % ORIGINS], origin, in_bucket);
    return origin;
}

bool
wires_are_too_many(size_t of_address, size_t open, size_t most)
{
    size_t left = open < most ? most - open : 0;

    return of_address > SPARED && of_address > left / 2;
}

/* The oldest that waits for a request, else the oldest whose request is not here yet. */
static Wire *
find_spare(Origin *origin)
{
    Wire *wire, *spare = NULL;

    TAILQ_FOREACH(wire, &origin->wire, in_origin)
    {
        if (wire->cut)
            continue;
        WireStage stage = atomic_load(&wire->stage);
        if (stage == WIRE_WAITING)
            return wire;
        if (stage == WIRE_BODY && spare == NULL)
            spare = wire;
    }
    return spare;
}

Wire *
wire_open(Wires *wires, int socket, const struct sockaddr *address)
{
    Wire *wire = calloc(1, sizeof(*wire));

    if (wire == NULL)
        die("out of memory");
    wire->socket = socket;
    wire->since = clock_steady();
    pthread_mutex_lock(&wires->mutex);
    wire->origin = find_origin(wires, address);
    bool too_many =
        wires->shared && wires_are_too_many(wire->origin->count, wires->count, wires->most);
    Wire *spare = too_many ? find_spare(wire->origin) : NULL;
    wire->origin->count++;
    if (too_many)
        cut(spare != NULL ? spare : wire);
    wires->count++;
    TAILQ_INSERT_TAIL(&wire->origin->wire, wire, in_origin);
    TAILQ_INSERT_TAIL(&wires->wire, wire, in_all);
    pthread_mutex_unlock(&wires->mutex);
    return wire;
}

void
wire_close(Wires *wires, Wire **wire)
{
    Wire *closed = *wire;
    Origin *origin = closed->origin;

    pthread_mutex_lock(&wires->mutex);
    origin->count -= !closed->cut;
    wires->count--;
    TAILQ_REMOVE(&origin->wire, closed, in_origin);
    TAILQ_REMOVE(&wires->wire, closed, in_all);
    if (TAILQ_EMPTY(&origin->wire)) {
        LIST_REMOVE(origin, in_bucket);
        free(origin);
    }
    pthread_mutex_unlock(&wires->mutex);
    free(closed);
    *wire = NULL;
}

void
wire_enter(Wire *wire, WireStage stage)
{
    if (wire == NULL)
        return;
    if (stage == WIRE_WAITING)
        atomic_store(&wire->heard, heard_so_far(wire));
    atomic_store(&wire->bytes, 0);
    atomic_store(&wire->since, clock_steady());
    atomic_store(&wire->stage, stage);
}

void
wire_progress(Wire *wire, size_t bytes)
{
    if (wire != NULL)
        atomic_fetch_add(&wire->bytes, bytes);
}

/* --- all ------------------------------------------------------------------------------------- */

Wires *
wires_new(size_t most, bool shared)
{
    Wires *wires = calloc(1, sizeof(*wires));
    pthread_condattr_t steady;

    if (wires == NULL)
        die("out of memory");
    wires->most = most;
    wires->shared = shared;
    TAILQ_INIT(&wires->wire);
    pthread_mutex_init(&wires->mutex, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&wires->wake, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&wires->watcher, NULL, watch, wires) != 0)
        die("a thread cannot be started");
    return wires;
}

void
wires_free(Wires **wires)
{
    Wires *ended = *wires;

    if (ended == NULL)
        return;
    pthread_mutex_lock(&ended->mutex);
    ended->ending = true;
    pthread_cond_signal(&ended->wake);
    pthread_mutex_unlock(&ended->mutex);
    pthread_join(ended->watcher, NULL);
    assert(ended->count == 0);
    pthread_cond_destroy(&ended->wake);
    pthread_mutex_destroy(&ended->mutex);
    free(ended);
    *wires = NULL;
}
