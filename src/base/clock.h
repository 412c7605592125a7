/*
 * Clock: the one place that reads the time (RULE DT-1).
 *
 * Wall time can be set by tests; from then on it runs on from the moment set. Steady time cannot
 * be set and serves only to measure how long something takes.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/base.h"
#include "base/limit/limit.h"

/* Microseconds since 1970-01-01T00:00:00Z. */
typedef int64_t Micros;

#define MICROS_PER_SECOND INT64_C(1000000)
#define MICROS_PER_DAY    (INT64_C(86400) * MICROS_PER_SECOND)

Micros clock_now(void);

/* From now on the clock shows this time and runs on from it. */
void clock_set(Micros now);

/*
 * RULE DT-8: is the clock to be believed? A machine without a battery or a network may show another
 * year for a while. What time alone brings about, such as the end of a period, cannot be taken back
 * once it is written down, so it waits while the clock is more than a month ahead of when something
 * was last written down, and of the time that has passed since by the clock that cannot be set. A
 * month: longer than any server is off by the way, and shorter than the year by which clocks are
 * wrong. Before clock_believe() was called every time is believed.
 */
#define CLOCK_AHEAD_MAX (CLOCK_AHEAD_DAYS * MICROS_PER_DAY)

/* From now on it is this moment, and time passes. */
void clock_believe(Micros now);

/* Whoever asks moves what is believed on, as time passes. */
MUST_CHECK bool clock_is_believed(void);

/* Something was written down with the time of the clock; so it may have gone back. */
void clock_note_written(void);

/* The moment that is believed; what the clock shows where nothing was said. */
Micros clock_believed(void);

/* Microseconds since some moment before the program started; never goes back. */
Micros clock_steady(void);

/* How long the processor has been busy with the calling thread. */
Micros clock_of_thread(void);

/* The moment so many milliseconds from now, for waiting with CLOCK_MONOTONIC. */
struct timespec clock_deadline(int64_t wait_ms);

#endif
