/*
 * Holdings, in chains of those who hold something: there are never more of them than requests.
 */
#include "base/share/share.h"

#include "base/log.h"

#include <pthread.h>

enum { CHAINS = 4096 };

typedef struct Holding {
    uint64_t caller;
    int64_t amount;
    struct Holding *next;
} Holding;

struct Holdings {
    pthread_mutex_t mutex;
    Holding *chain[CHAINS];
};

Holdings *
holdings_new(void)
{
    Holdings *holdings = calloc(1, sizeof(*holdings));

    if (holdings == NULL)
        die("out of memory");
    pthread_mutex_init(&holdings->mutex, NULL);
    return holdings;
}

void
holdings_free(Holdings **holdings)
{
    if (*holdings == NULL)
        return;
    for (size_t i = 0; i < CHAINS; i++)
        assert((*holdings)->chain[i] == NULL);
    pthread_mutex_destroy(&(*holdings)->mutex);
    free(*holdings);
    *holdings = NULL;
}

/* Where the caller's holding hangs, or would hang. */
static Holding **
find_holding(Holdings *holdings, uint64_t caller)
{
    Holding **at = &holdings->chain[caller % CHAINS];

    while (*at != NULL && (*at)->caller != caller)
        at = &(*at)->next;
    return at;
}

static Holding *
new_holding(uint64_t caller)
{
    Holding *holding = calloc(1, sizeof(*holding));

    if (holding == NULL)
        die("out of memory");
    holding->caller = caller;
    return holding;
}

bool
holding_take(Holdings *holdings, uint64_t caller, int64_t amount, int64_t most)
{
    pthread_mutex_lock(&holdings->mutex);
    Holding **at = find_holding(holdings, caller);
    int64_t held = *at != NULL ? (*at)->amount : 0;
    bool taken = amount <= most - held;
    if (taken && *at == NULL)
        *at = new_holding(caller);
    if (taken)
        (*at)->amount += amount;
    pthread_mutex_unlock(&holdings->mutex);
    return taken;
}

void
holding_give_back(Holdings *holdings, uint64_t caller, int64_t amount)
{
    pthread_mutex_lock(&holdings->mutex);
    Holding **at = find_holding(holdings, caller);
    Holding *holding = *at;
    assert(holding != NULL && holding->amount >= amount);
    holding->amount -= amount;
    if (holding->amount == 0) {
        *at = holding->next;
        free(holding);
    }
    pthread_mutex_unlock(&holdings->mutex);
}
