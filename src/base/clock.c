#include "base/clock.h"

#include <stdatomic.h>

static _Atomic Micros clock_offset;

static Micros
read_clock(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (Micros)now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000;
}

Micros
clock_now(void)
{
    return read_clock(CLOCK_REALTIME) + atomic_load(&clock_offset);
}

void
clock_set(Micros now)
{
    atomic_store(&clock_offset, now - read_clock(CLOCK_REALTIME));
}

Micros
clock_steady(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

Micros
clock_of_thread(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

struct timespec
clock_deadline(int64_t wait_ms)
{
    Micros until = clock_steady() + wait_ms * 1000;

    return (struct timespec){until / MICROS_PER_SECOND, until % MICROS_PER_SECOND * 1000};
}
