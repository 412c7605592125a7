/*
 * Long work: threads of their own for the few requests that take seconds.
 *
 * There are only so many of them, so that they cannot take the machine from the others; who comes
 * when all are busy is refused.
 */
#ifndef HTTP_SERVER_LONG_WORK_H
#define HTTP_SERVER_LONG_WORK_H

#include "base/base.h"

#include <pthread.h>

enum { LONG_WORK_MAX = 2 };

typedef struct LongThread {
    struct LongWork *all;
    void (*run)(struct LongThread *self, void *data);
    void *data;
    pthread_t thread;
    bool started; /* and not joined yet */
    bool busy;
} LongThread;

typedef struct LongWork {
    pthread_mutex_t mutex;
    LongThread thread[LONG_WORK_MAX];
} LongWork;

void long_work_init(LongWork *work);

/* Run in a thread of its own; false where there is none left. */
MUST_CHECK bool long_work_start(LongWork *work, void (*run)(LongThread *self, void *data),
                                void *data);

/*
 * Said by the thread when the work is done: its place is free. What it does afterwards must be
 * quick, somebody may wait for it to end.
 */
void long_work_leave(LongThread *self);

/* Waits until every thread has ended. Nothing may be started any more. */
void long_work_end(LongWork *work);

#endif
