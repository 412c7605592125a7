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

/* --- whether it is believed ------------------------------------------------------------------- */

/* How far the clock may be ahead of the steady one, when it is believed. */
static _Atomic Micros believed_lead = INT64_MIN;

static Micros
lead_now(void)
{
    return clock_now() - clock_steady();
}

void
clock_believe(Micros now)
{
    atomic_store(&believed_lead, now - clock_steady());
}

bool
clock_is_believed(void)
{
    Micros believed = atomic_load(&believed_lead);
    Micros lead = lead_now();

    if (believed == INT64_MIN || lead <= believed)
        return true;
    if (lead - believed > CLOCK_AHEAD_MAX)
        return false;
    atomic_compare_exchange_strong(&believed_lead, &believed, lead);
    return true;
}

void
clock_note_written(void)
{
    if (atomic_load(&believed_lead) != INT64_MIN && clock_is_believed())
        atomic_store(&believed_lead, lead_now());
}

Micros
clock_believed(void)
{
    Micros believed = atomic_load(&believed_lead);

    return believed == INT64_MIN ? clock_now() : believed + clock_steady();
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
