/*
 * The generic cell rate algorithm over a table of fixed size.
 */
#include "base/share/share.h"

#include "base/log.h"

#include <pthread.h>
#include <sodium.h>

enum { BUCKETS = 16384, WAYS = 4 };

typedef struct Cell {
    uint64_t caller;
    Micros full_at; /* when the caller's allowance is full again */
} Cell;

struct Allowances {
    uint8_t name_key[crypto_shorthash_KEYBYTES];
    pthread_mutex_t mutex;
    Cell cell[BUCKETS][WAYS];
};

Allowances *
allowances_new(void)
{
    Allowances *allowances = calloc(1, sizeof(*allowances));

    if (allowances == NULL)
        die("out of memory");
    crypto_shorthash_keygen(allowances->name_key);
    pthread_mutex_init(&allowances->mutex, NULL);
    return allowances;
}

void
allowances_free(Allowances **allowances)
{
    if (*allowances != NULL)
        pthread_mutex_destroy(&(*allowances)->mutex);
    free(*allowances);
    *allowances = NULL;
}

uint64_t
allowance_caller(const Allowances *allowances, const void *name, size_t size)
{
    uint64_t caller;

    static_assert(sizeof(caller) == crypto_shorthash_BYTES, "all of it");
    crypto_shorthash((uint8_t *)&caller, name, size, allowances->name_key);
    return caller;
}

static Cell *
find_cell(Allowances *allowances, uint64_t caller)
{
    Cell *bucket = allowances->cell[caller % BUCKETS];
    Cell *emptiest = &bucket[0];

    for (int way = 0; way < WAYS; way++) {
        if (bucket[way].caller == caller)
            return &bucket[way];
        if (bucket[way].full_at < emptiest->full_at)
            emptiest = &bucket[way];
    }
    *emptiest = (Cell){.caller = caller};
    return emptiest;
}

static Micros
debt_max(AllowanceRule rule)
{
    return 2 * rule.window;
}

/*
 * What the caller has spent and not got back. More than there can be means that the clock was set
 * back; nobody is made to wait for that.
 */
static Micros
owed(const Cell *cell, AllowanceRule rule, Micros now)
{
    Micros time = cell->full_at - now;

    return time < 0 || time > debt_max(rule) ? 0 : time;
}

static int64_t
seconds_up(Micros time)
{
    return (time + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND;
}

Allowance
allowance_take(Allowances *allowances, AllowanceRule rule, uint64_t caller, int64_t cost,
               Micros now)
{
    Micros each = rule.window / rule.quota;
    Micros limit = each * rule.quota;
    Allowance result = {0};

    pthread_mutex_lock(&allowances->mutex);
    Cell *cell = find_cell(allowances, caller);
    Micros debt = owed(cell, rule, now);
    result.granted = debt + cost * each <= limit;
    if (result.granted)
        debt += cost * each;
    else
        result.retry_seconds = seconds_up(debt + cost * each - limit);
    cell->full_at = now + debt;
    pthread_mutex_unlock(&allowances->mutex);

    result.remaining = debt > limit ? 0 : (limit - debt) / each;
    result.full_seconds = seconds_up(debt);
    return result;
}

void
allowance_charge(Allowances *allowances, AllowanceRule rule, uint64_t caller, int64_t cost,
                 Micros now)
{
    pthread_mutex_lock(&allowances->mutex);
    Cell *cell = find_cell(allowances, caller);
    Micros debt = owed(cell, rule, now) + cost * (rule.window / rule.quota);
    cell->full_at = now + (debt > debt_max(rule) ? debt_max(rule) : debt);
    pthread_mutex_unlock(&allowances->mutex);
}
