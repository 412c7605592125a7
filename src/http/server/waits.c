#include "http/server/waits.h"

#include "base/log.h"

#include <pthread.h>

/* Commits can be many: what came meanwhile is seen by looking once. */
#define BETWEEN_WAKES (MICROS_PER_SECOND / 10)

struct Waits {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    TAILQ_HEAD(, Exchange) waiting;
    void (*wake)(Exchange *exchange);
    uint64_t noted;
    bool news;      /* something was noted that those who wait have not looked at */
    Micros woke_at; /* steady */
    bool ended, stopping;
};

static void
wake_all(Waits *waits, Micros until)
{
    Exchange *next;

    for (Exchange *exchange = TAILQ_FIRST(&waits->waiting); exchange != NULL; exchange = next) {
        next = TAILQ_NEXT(exchange, in_wait);
        if (exchange->wait_until > until)
            continue;
        TAILQ_REMOVE(&waits->waiting, exchange, in_wait);
        waits->wake(exchange);
    }
}

/* When there is something to do next, if nothing happens before; INT64_MAX for never. */
static Micros
next_moment(const Waits *waits)
{
    const Exchange *exchange;
    Micros first = INT64_MAX;

    if (waits->news && !TAILQ_EMPTY(&waits->waiting))
        first = waits->woke_at + BETWEEN_WAKES;
    TAILQ_FOREACH(exchange, &waits->waiting, in_wait)
    {
        if (exchange->wait_until < first)
            first = exchange->wait_until;
    }
    return first;
}

static void
sleep_until(Waits *waits, Micros moment)
{
    const struct timespec until = {
        .tv_sec = moment / MICROS_PER_SECOND,
        .tv_nsec = moment % MICROS_PER_SECOND * 1000,
    };

    if (moment == INT64_MAX)
        pthread_cond_wait(&waits->changed, &waits->mutex);
    else
        pthread_cond_timedwait(&waits->changed, &waits->mutex, &until);
}

static void
look(Waits *waits, Micros now)
{
    bool all = waits->ended || (waits->news && now >= waits->woke_at + BETWEEN_WAKES);

    if (all) {
        waits->news = false;
        waits->woke_at = now;
    }
    wake_all(waits, all ? INT64_MAX : now);
}

static void *
run_waits(void *data)
{
    Waits *waits = data;

    pthread_mutex_lock(&waits->mutex);
    while (!waits->stopping) {
        look(waits, clock_steady());
        sleep_until(waits, next_moment(waits));
    }
    pthread_mutex_unlock(&waits->mutex);
    return NULL;
}

Waits *
waits_new(void (*wake)(Exchange *exchange))
{
    Waits *waits = calloc(1, sizeof(*waits));
    pthread_condattr_t steady;

    if (waits == NULL)
        die("out of memory");
    waits->wake = wake;
    waits->woke_at = -BETWEEN_WAKES;
    TAILQ_INIT(&waits->waiting);
    pthread_mutex_init(&waits->mutex, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&waits->changed, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&waits->thread, NULL, run_waits, waits) != 0)
        die("no thread for those who wait");
    return waits;
}

void
waits_free(Waits **waits)
{
    Waits *freed = *waits;

    if (freed == NULL)
        return;
    pthread_mutex_lock(&freed->mutex);
    assert(TAILQ_EMPTY(&freed->waiting));
    freed->stopping = true;
    pthread_cond_signal(&freed->changed);
    pthread_mutex_unlock(&freed->mutex);
    pthread_join(freed->thread, NULL);
    pthread_cond_destroy(&freed->changed);
    pthread_mutex_destroy(&freed->mutex);
    free(freed);
    *waits = NULL;
}

uint64_t
waits_noted(Waits *waits)
{
    pthread_mutex_lock(&waits->mutex);
    uint64_t noted = waits->noted;
    pthread_mutex_unlock(&waits->mutex);
    return noted;
}

bool
waits_add(Waits *waits, Exchange *exchange, uint64_t noted, void (*suspend)(Exchange *exchange))
{
    pthread_mutex_lock(&waits->mutex);
    bool added = !waits->ended;
    if (added) {
        suspend(exchange);
        TAILQ_INSERT_TAIL(&waits->waiting, exchange, in_wait);
        waits->news = waits->news || noted != waits->noted;
        pthread_cond_signal(&waits->changed);
    }
    pthread_mutex_unlock(&waits->mutex);
    return added;
}

void
waits_note(void *data)
{
    Waits *waits = data;

    pthread_mutex_lock(&waits->mutex);
    waits->noted++;
    waits->news = !TAILQ_EMPTY(&waits->waiting);
    if (waits->news)
        pthread_cond_signal(&waits->changed);
    pthread_mutex_unlock(&waits->mutex);
}

void
waits_end(Waits *waits)
{
    pthread_mutex_lock(&waits->mutex);
    waits->ended = true;
    pthread_cond_signal(&waits->changed);
    pthread_mutex_unlock(&waits->mutex);
}
