#include "base/pool.h"

#include "base/log.h"

#include <pthread.h>

enum { THREADS_MAX = 32, WAITING_MAX = 256 };

/* What somebody wants done. */
typedef struct Want {
    void *data;
    int64_t rank;
    uint64_t caller;
    uint64_t number; /* in which order they came */
} Want;

struct Pool {
    PoolWork work;
    PoolRoom room;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread[THREADS_MAX];
    size_t thread_count;
    Want want[THREADS_MAX + WAITING_MAX]; /* those that are worked on first, then those that wait */
    size_t working, waiting;
    uint64_t numbers;
    bool ending;
};

static bool
comes_before(const Want *a, const Want *b, bool latest_first)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return latest_first ? a->number > b->number : a->number < b->number;
}

static bool
is_long(const Pool *pool)
{
    return pool->room.in_order > 0 && pool->waiting > pool->room.in_order;
}

/* The first of those that wait, or the last. */
static Want *
find_want(Pool *pool, bool first)
{
    Want *found = &pool->want[pool->working];

    for (size_t i = 1; i < pool->waiting; i++) {
        Want *want = &pool->want[pool->working + i];
        if (comes_before(want, found, is_long(pool)) == first)
            found = want;
    }
    return found;
}

static void
swap(Want *a, Want *b)
{
    Want kept = *a;

    *a = *b;
    *b = kept;
}

/* The next one, when there is one; false at the end. */
static bool
take_work(Pool *pool, Want *ret)
{
    pthread_mutex_lock(&pool->mutex);
    while (pool->waiting == 0 && !pool->ending)
        pthread_cond_wait(&pool->wake, &pool->mutex);
    bool found = pool->waiting > 0;
    if (found) {
        swap(find_want(pool, true), &pool->want[pool->working]);
        *ret = pool->want[pool->working];
        pool->working++;
        pool->waiting--;
    }
    pthread_mutex_unlock(&pool->mutex);
    return found;
}

static void
leave_place(Pool *pool, const Want *done)
{
    pthread_mutex_lock(&pool->mutex);
    size_t at = 0;
    while (pool->want[at].number != done->number)
        at++;
    pool->want[at] = pool->want[pool->working - 1];
    pool->want[pool->working - 1] = pool->want[pool->working + pool->waiting - 1];
    pool->working--;
    pthread_mutex_unlock(&pool->mutex);
}

static void *
work_on(void *data)
{
    Pool *pool = data;
    Want next;

    while (take_work(pool, &next)) {
        pool->work.run(next.data);
        leave_place(pool, &next);
        pool->work.done(next.data);
    }
    return NULL;
}

Pool *
pool_new(PoolWork work, PoolRoom room)
{
    Pool *pool = calloc(1, sizeof(*pool));

    if (pool == NULL)
        die("out of memory");
    assert(room.threads > 0 && room.threads <= THREADS_MAX && room.waiting <= WAITING_MAX);
    pool->work = work;
    pool->room = room;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    return pool;
}

/* One more thread where all that there are have something to do. */
static void
start_thread(Pool *pool)
{
    if (pool->working + pool->waiting >= pool->thread_count &&
        pool->thread_count < pool->room.threads &&
        pthread_create(&pool->thread[pool->thread_count], NULL, work_on, pool) == 0)
        pool->thread_count++;
}

/* Whoever comes again with a higher rank has it for what waits already, too. */
static bool
has_enough(Pool *pool, const Want *want)
{
    size_t count = 0;

    if (pool->room.of_caller == 0)
        return false;
    for (size_t i = 0; i < pool->working + pool->waiting; i++) {
        Want *other = &pool->want[i];
        if (other->caller != want->caller)
            continue;
        count++;
        if (other->rank < want->rank)
            other->rank = want->rank;
    }
    return count >= pool->room.of_caller;
}

/* *ret_given_up is who gave way, or NULL. */
static bool
add_want(Pool *pool, const Want *want, void **ret_given_up)
{
    if (pool->thread_count == 0 || has_enough(pool, want))
        return false;
    if (pool->working + pool->waiting == pool->thread_count + pool->room.waiting) {
        Want *last = pool->waiting > 0 ? find_want(pool, false) : NULL;
        if (last == NULL || !comes_before(want, last, is_long(pool)))
            return false;
        *ret_given_up = last->data;
        *last = *want;
    } else {
        pool->want[pool->working + pool->waiting++] = *want;
    }
    pthread_cond_signal(&pool->wake);
    return true;
}

bool
pool_add(Pool *pool, void *data, int64_t rank, uint64_t caller)
{
    void *given_up = NULL;

    pthread_mutex_lock(&pool->mutex);
    assert(!pool->ending);
    start_thread(pool);
    const Want want = {data, rank, caller, ++pool->numbers};
    bool added = add_want(pool, &want, &given_up);
    pthread_mutex_unlock(&pool->mutex);
    if (given_up != NULL)
        pool->work.give_way(given_up);
    return added;
}

void
pool_free(Pool **pool)
{
    Pool *ended = *pool;

    if (ended == NULL)
        return;
    pthread_mutex_lock(&ended->mutex);
    ended->ending = true;
    pthread_cond_broadcast(&ended->wake);
    pthread_mutex_unlock(&ended->mutex);
    for (size_t i = 0; i < ended->thread_count; i++)
        pthread_join(ended->thread[i], NULL);
    pthread_cond_destroy(&ended->wake);
    pthread_mutex_destroy(&ended->mutex);
    free(ended);
    *pool = NULL;
}
