/*
 * Clock: the one place that reads the time (RULE DT-1).
 *
 * Wall time can be set by tests; from then on it runs on from the moment set. Steady time cannot
 * be set and serves only to measure how long something takes.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/base.h"

/* Microseconds since 1970-01-01T00:00:00Z. */
typedef int64_t Micros;

#define MICROS_PER_SECOND INT64_C(1000000)
#define MICROS_PER_DAY    (INT64_C(86400) * MICROS_PER_SECOND)

Micros clock_now(void);

/* From now on the clock shows this time and runs on from it. */
void clock_set(Micros now);

/* Microseconds since some moment before the program started; never goes back. */
Micros clock_steady(void);

/* How long the processor has been busy with the calling thread. */
Micros clock_of_thread(void);

/* The moment so many milliseconds from now, for waiting with CLOCK_MONOTONIC. */
struct timespec clock_deadline(int64_t wait_ms);

#endif
