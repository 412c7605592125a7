#include "base/pool.h"

#include "base/log.h"

#include <pthread.h>

struct Pool {
    PoolWork work;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t *thread;
    size_t thread_count, threads_max;
    size_t waiting_max;
    void **queue; /* a ring of threads_max + waiting_max */
    size_t first, count;
    size_t taken; /* places: what is in the queue, and what is being run */
    bool ending;
};

static size_t
queue_length(const Pool *pool)
{
    return pool->threads_max + pool->waiting_max;
}

/* The next one, when there is one; false at the end. */
static bool
take_work(Pool *pool, void **ret)
{
    pthread_mutex_lock(&pool->mutex);
    while (pool->count == 0 && !pool->ending)
        pthread_cond_wait(&pool->wake, &pool->mutex);
    bool found = pool->count > 0;
    if (found) {
        *ret = pool->queue[pool->first];
        pool->first = (pool->first + 1) % queue_length(pool);
        pool->count--;
    }
    pthread_mutex_unlock(&pool->mutex);
    return found;
}

static void
leave_place(Pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->taken--;
    pthread_mutex_unlock(&pool->mutex);
}

static void *
work_on(void *data)
{
    Pool *pool = data;
    void *next;

    while (take_work(pool, &next)) {
        pool->work.run(next);
        leave_place(pool);
        pool->work.done(next);
    }
    return NULL;
}

static void *
allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL)
        die("out of memory");
    return memory;
}

Pool *
pool_new(PoolWork work, size_t threads, size_t waiting_max)
{
    Pool *pool = allocate(1, sizeof(*pool));

    assert(threads > 0);
    *pool = (Pool){.work = work, .threads_max = threads, .waiting_max = waiting_max};
    pool->thread = allocate(threads, sizeof(*pool->thread));
    pool->queue = allocate(queue_length(pool), sizeof(*pool->queue));
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    return pool;
}

/* One more thread where all that there are have something to do. */
static void
start_thread(Pool *pool)
{
    if (pool->taken >= pool->thread_count && pool->thread_count < pool->threads_max &&
        pthread_create(&pool->thread[pool->thread_count], NULL, work_on, pool) == 0)
        pool->thread_count++;
}

bool
pool_add(Pool *pool, void *data)
{
    pthread_mutex_lock(&pool->mutex);
    assert(!pool->ending);
    start_thread(pool);
    bool added = pool->thread_count > 0 && pool->taken < pool->thread_count + pool->waiting_max;
    if (added) {
        pool->queue[(pool->first + pool->count) % queue_length(pool)] = data;
        pool->count++;
        pool->taken++;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->mutex);
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
    free(ended->queue);
    free(ended->thread);
    free(ended);
    *pool = NULL;
}
