#include "http/server/linger.h"

#include "base/clock.h"
#include "base/limit/limit.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 64, TICK_MS = 1000, DROP_BYTES = 64 * 1024 };

typedef struct Held {
    int socket; /* -1: this place is free */
    Micros until;
} Held;

struct Linger {
    int epoll;
    int end; /* an eventfd that says so */
    pthread_t thread;
    pthread_mutex_t mutex;
    Held held[LINGERING_MAX];
    size_t places;
    size_t next; /* the place that is taken next, whoever is in it */
};

static void
let_go(Held *held)
{
    if (held->socket >= 0)
        close(held->socket); /* which takes it out of the epoll, as its last descriptor */
    held->socket = -1;
}

/* False at the end of what comes. */
static bool
drop_some(int socket)
{
    static char bytes[DROP_BYTES]; /* of the one thread; nobody reads it */
    ssize_t count = recv(socket, bytes, sizeof(bytes), MSG_DONTWAIT);

    return count > 0 || (count < 0 && errno == EAGAIN);
}

static void
drop_what_came(Linger *linger, const struct epoll_event *event, int count)
{
    for (int i = 0; i < count; i++) {
        Held *held = event[i].data.ptr;
        if (held != NULL && held->socket >= 0 && !drop_some(held->socket))
            let_go(held);
    }
    const Micros now = clock_steady();
    for (size_t i = 0; i < LINGERING_MAX; i++)
        if (linger->held[i].socket >= 0 && now > linger->held[i].until)
            let_go(&linger->held[i]);
}

static void *
keep_dropping(void *data)
{
    Linger *linger = data;
    struct epoll_event event[EVENTS_AT_ONCE];
    bool ending = false;

    while (!ending) {
        int count = epoll_wait(linger->epoll, event, EVENTS_AT_ONCE, TICK_MS);
        for (int i = 0; i < count; i++)
            ending = ending || event[i].data.ptr == NULL;
        pthread_mutex_lock(&linger->mutex);
        drop_what_came(linger, event, count);
        pthread_mutex_unlock(&linger->mutex);
    }
    return NULL;
}

void
linger_hold(Linger *linger, int socket)
{
    int own = fcntl(socket, F_DUPFD_CLOEXEC, 0);

    if (own < 0)
        return;
    pthread_mutex_lock(&linger->mutex);
    Held *held = &linger->held[linger->next];
    linger->next = (linger->next + 1) % linger->places;
    let_go(held); /* who has been here longest */
    *held = (Held){own, clock_steady() + LINGER_SECONDS_MAX * MICROS_PER_SECOND};
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = held};
    if (epoll_ctl(linger->epoll, EPOLL_CTL_ADD, own, &event) != 0)
        let_go(held);
    pthread_mutex_unlock(&linger->mutex);
}

Linger *
linger_new(size_t places)
{
    Linger *linger = calloc(1, sizeof(*linger));
    struct epoll_event end = {.events = EPOLLIN};

    if (linger == NULL)
        die("out of memory");
    assert(places > 0 && places <= LINGERING_MAX);
    linger->places = places;
    for (size_t i = 0; i < LINGERING_MAX; i++)
        linger->held[i].socket = -1;
    pthread_mutex_init(&linger->mutex, NULL);
    linger->epoll = epoll_create1(EPOLL_CLOEXEC);
    linger->end = eventfd(0, EFD_CLOEXEC);
    if (linger->epoll < 0 || linger->end < 0 ||
        epoll_ctl(linger->epoll, EPOLL_CTL_ADD, linger->end, &end) != 0 ||
        pthread_create(&linger->thread, NULL, keep_dropping, linger) != 0)
        die("a thread cannot be started");
    return linger;
}

void
linger_free(Linger **linger)
{
    Linger *ended = *linger;
    const uint64_t one = 1;

    if (ended == NULL)
        return;
    if (write(ended->end, &one, sizeof(one)) != (ssize_t)sizeof(one))
        die("a thread cannot be started");
    pthread_join(ended->thread, NULL);
    for (size_t i = 0; i < LINGERING_MAX; i++)
        let_go(&ended->held[i]);
    close(ended->epoll);
    close(ended->end);
    pthread_mutex_destroy(&ended->mutex);
    free(ended);
    *linger = NULL;
}
