#include "http/server/slow_work.h"

/* The next one, or NULL at the end. */
static void *
take(SlowWork *work)
{
    void *data = NULL;

    pthread_mutex_lock(&work->mutex);
    while (work->count == 0 && !work->ending)
        pthread_cond_wait(&work->wake, &work->mutex);
    if (work->count > 0) {
        data = work->queue[work->first];
        work->first = (work->first + 1) % SLOW_QUEUE_MAX;
        work->count--;
    }
    pthread_mutex_unlock(&work->mutex);
    return data;
}

static void *
work_on(void *data)
{
    SlowWork *work = data;

    for (void *next = take(work); next != NULL; next = take(work))
        work->run(next);
    return NULL;
}

void
slow_work_init(SlowWork *work, void (*run)(void *data))
{
    *work = (SlowWork){.run = run};
    pthread_mutex_init(&work->mutex, NULL);
    pthread_cond_init(&work->wake, NULL);
}

/* Threads are started when there is something to do for the first time. */
static void
start_threads(SlowWork *work)
{
    while (work->thread_count < SLOW_THREADS &&
           pthread_create(&work->thread[work->thread_count], NULL, work_on, work) == 0)
        work->thread_count++;
}

bool
slow_work_add(SlowWork *work, void *data)
{
    pthread_mutex_lock(&work->mutex);
    start_threads(work);
    bool added = work->thread_count > 0 && work->count < SLOW_QUEUE_MAX && !work->ending;
    if (added) {
        work->queue[(work->first + work->count) % SLOW_QUEUE_MAX] = data;
        work->count++;
        pthread_cond_signal(&work->wake);
    }
    pthread_mutex_unlock(&work->mutex);
    return added;
}

void
slow_work_end(SlowWork *work)
{
    pthread_mutex_lock(&work->mutex);
    work->ending = true;
    pthread_cond_broadcast(&work->wake);
    pthread_mutex_unlock(&work->mutex);
    for (size_t i = 0; i < work->thread_count; i++)
        pthread_join(work->thread[i], NULL);
    pthread_cond_destroy(&work->wake);
    pthread_mutex_destroy(&work->mutex);
}
