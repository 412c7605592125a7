/*
 * Pool: a few threads, and a queue of bounded length before them, for work that would hold up
 * everybody else.
 *
 * There are only so many threads, so that they cannot take the machine from the others; who comes
 * when they are busy waits in the queue, and who comes when that is full is refused. Threads are
 * started when there is something to do for the first time. Safe to use from any thread.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/base.h"

typedef struct Pool Pool;

/* What is done with each thing that is added, on one of the threads. */
typedef struct PoolWork {
    void (*run)(void *data);
    /*
     * Afterwards, when its place is free for the next: whoever hears from here that it is over may
     * come with more at once. Must be quick.
     */
    void (*done)(void *data);
} PoolWork;

Pool *pool_new(PoolWork work, size_t threads, size_t waiting_max);

/* False where there is no place in the queue, or no thread to be had. */
MUST_CHECK bool pool_add(Pool *pool, void *data);

/* Does what was added, and ends. Nothing may be added any more. */
void pool_free(Pool **pool);

#endif
