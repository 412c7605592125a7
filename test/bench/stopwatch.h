/*
 * How long something took, by the clock and by this process' own use of the processor.
 */
#ifndef PERQ_STOPWATCH_H
#define PERQ_STOPWATCH_H

#include "base/clock.h"

#include <stdio.h>
#include <sys/resource.h>

typedef struct Stopwatch {
    Micros clock, processor;
} Stopwatch;

static inline Stopwatch
stopwatch_read(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (Stopwatch){
        .clock = clock_steady(),
        .processor = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * MICROS_PER_SECOND +
                     usage.ru_utime.tv_usec + usage.ru_stime.tv_usec,
    };
}

/* From one reading to now. */
static inline Stopwatch
stopwatch_since(Stopwatch started)
{
    Stopwatch now = stopwatch_read();

    return (Stopwatch){.clock = now.clock - started.clock,
                       .processor = now.processor - started.processor};
}

static inline void
stopwatch_print_one(const char *name, Micros time)
{
    printf(",\"%s\":%lld.%06lld", name, (long long)(time / MICROS_PER_SECOND),
           (long long)(time % MICROS_PER_SECOND));
}

/* Members of a JSON object, behind a first one. */
static inline void
stopwatch_print(Stopwatch took)
{
    stopwatch_print_one("seconds", took.clock);
    stopwatch_print_one("cpuSeconds", took.processor);
}

#endif
