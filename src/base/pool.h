/*
 * Pool: a few threads, and a queue of bounded length before them, for work that would hold up
 * everybody else.
 *
 * There are only so many threads, so that they cannot take the machine from the others. Who comes
 * when they are busy waits, the lower rank before the higher, and in one rank who came first. Where
 * no place is left, the last of the highest rank gives way to a lower one; else who comes is
 * refused, as is who has as many places already as one caller gets; where callers are told apart, a
 * higher rank of one counts for all that it has waiting. Threads are started when there
 * is something to do for the first time. Safe to use from any thread.
 *
 * A queue may say that it is served from its other end once it is long: of one rank the latest goes
 * first then, and the earliest gives way, which in a flood is the one whose asker is gone (the
 * "adaptive LIFO" of Maurer, Fail at Scale, ACM Queue 13/8, 2015).
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
    void (*give_way)(void *data); /* it lost its place, and will not be run; must be quick */
} PoolWork;

/* At most 32 threads and 256 that wait. */
typedef struct PoolRoom {
    size_t threads;
    size_t waiting;
    size_t of_caller; /* places of one caller, waiting or being worked on; 0: any number */
    size_t in_order;  /* where more wait, the latest of a rank goes first; 0: never */
} PoolRoom;

Pool *pool_new(PoolWork work, PoolRoom room);

/* False where there is no place in the queue, or no thread to be had. */
MUST_CHECK bool pool_add(Pool *pool, void *data, int64_t rank, uint64_t caller);

/* Does what was added, and ends. Nothing may be added any more. */
void pool_free(Pool **pool);

#endif
