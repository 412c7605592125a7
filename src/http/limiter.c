#include "http/limiter.h"

#include <pthread.h>

enum { BUCKETS = 16384, WAYS = 4 };

typedef struct Cell {
    uint64_t caller;
    Micros full_at; /* when the caller's allowance is full again */
} Cell;

struct Limiter {
    int64_t per_second;
    pthread_mutex_t mutex;
    Cell cell[BUCKETS][WAYS];
};

Limiter *
limiter_new(int64_t per_second)
{
    Limiter *limiter = calloc(1, sizeof(*limiter));

    if (limiter == NULL)
        abort();
    limiter->per_second = per_second;
    pthread_mutex_init(&limiter->mutex, NULL);
    return limiter;
}

void
limiter_free(Limiter **limiter)
{
    if (*limiter != NULL)
        pthread_mutex_destroy(&(*limiter)->mutex);
    free(*limiter);
    *limiter = NULL;
}

int64_t
limiter_quota(const Limiter *limiter)
{
    return limiter->per_second;
}

static Cell *
find_cell(Limiter *limiter, uint64_t caller)
{
    Cell *bucket = limiter->cell[caller % BUCKETS];
    Cell *emptiest = &bucket[0];

    for (int way = 0; way < WAYS; way++) {
        if (bucket[way].caller == caller)
            return &bucket[way];
        if (bucket[way].full_at < emptiest->full_at)
            emptiest = &bucket[way];
    }
    *emptiest = (Cell){.caller = caller};
    return emptiest;
}

static int64_t
seconds_up(Micros time)
{
    return time <= 0 ? 0 : (time + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND;
}

Allowance
limiter_take(Limiter *limiter, uint64_t caller, Micros steady_now)
{
    if (limiter->per_second == 0)
        return (Allowance){.granted = true};

    Micros interval = MICROS_PER_SECOND / limiter->per_second;
    Micros window = interval * limiter->per_second;
    Allowance result = {0};

    pthread_mutex_lock(&limiter->mutex);
    Cell *cell = find_cell(limiter, caller);
    Micros full_at = (cell->full_at > steady_now ? cell->full_at : steady_now) + interval;
    result.granted = full_at - steady_now <= window;
    if (result.granted)
        cell->full_at = full_at;
    else
        result.retry_seconds = seconds_up(full_at - steady_now - window);
    Micros owed = cell->full_at - steady_now;
    pthread_mutex_unlock(&limiter->mutex);

    result.remaining = (window - owed) / interval;
    result.full_seconds = seconds_up(owed);
    return result;
}
