/*
 * Slow work: a few threads for what takes a tenth of a second and much memory, such as comparing a
 * password, and a queue before them, so that it takes neither the machine nor the threads of
 * everybody else.
 */
#ifndef HTTP_SERVER_SLOW_WORK_H
#define HTTP_SERVER_SLOW_WORK_H

#include "base/base.h"

#include <pthread.h>

enum { SLOW_THREADS = 2, SLOW_QUEUE_MAX = 64 };

typedef struct SlowWork {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread[SLOW_THREADS];
    size_t thread_count;
    void (*run)(void *data);
    void *queue[SLOW_QUEUE_MAX];
    size_t first, count;
    bool ending;
} SlowWork;

/* What is added is given to run(), on one of the threads. */
void slow_work_init(SlowWork *work, void (*run)(void *data));

/* False where the queue is full, or there is no thread to be had. */
MUST_CHECK bool slow_work_add(SlowWork *work, void *data);

/* Does what is queued, and ends. */
void slow_work_end(SlowWork *work);

#endif
