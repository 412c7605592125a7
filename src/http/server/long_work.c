#include "http/server/long_work.h"

void
long_work_init(LongWork *work)
{
    *work = (LongWork){0};
    for (size_t i = 0; i < LONG_WORK_MAX; i++)
        work->thread[i].all = work;
    pthread_mutex_init(&work->mutex, NULL);
}

void
long_work_leave(LongThread *self)
{
    LongWork *all = self->all;

    pthread_mutex_lock(&all->mutex);
    self->busy = false;
    pthread_mutex_unlock(&all->mutex);
}

static void
join(LongThread *thread)
{
    if (thread->started)
        pthread_join(thread->thread, NULL);
    thread->started = false;
}

static void *
start(void *data)
{
    LongThread *self = data;

    self->run(self, self->data);
    return NULL;
}

/* Who had the thread before has left it, and is about to end if it has not ended. */
static bool
start_on(LongThread *thread, void (*run)(LongThread *self, void *data), void *data)
{
    join(thread);
    thread->run = run;
    thread->data = data;
    thread->started = pthread_create(&thread->thread, NULL, start, thread) == 0;
    thread->busy = thread->started;
    return thread->started;
}

bool
long_work_start(LongWork *work, void (*run)(LongThread *self, void *data), void *data)
{
    LongThread *found = NULL;

    pthread_mutex_lock(&work->mutex);
    for (size_t i = 0; i < LONG_WORK_MAX && found == NULL; i++)
        if (!work->thread[i].busy)
            found = &work->thread[i];
    bool started = found != NULL && start_on(found, run, data);
    pthread_mutex_unlock(&work->mutex);
    return started;
}

void
long_work_end(LongWork *work)
{
    for (size_t i = 0; i < LONG_WORK_MAX; i++)
        join(&work->thread[i]);
    pthread_mutex_destroy(&work->mutex);
}
