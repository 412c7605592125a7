/*
 * Share: about those who ask: how much of its share each has taken, how much each holds at the
 * moment, when it was last seen, and from where.
 */
#ifndef BASE_SHARE_SHARE_H
#define BASE_SHARE_SHARE_H

#include "base/clock.h"
#include "base/secret/secret.h"

#include <sys/socket.h>

/* --- allowances: allowance.c ------------------------------------------------------------------ */

/*
 * Allowance: so much in so long for each caller, whatever is counted.
 *
 * The generic cell rate algorithm (ITU-T I.371): for each caller only the moment is kept at which
 * its allowance would be full again. The table has a fixed size, so hostile callers cannot make it
 * grow; where it is crowded, the caller that is nearest to a full allowance is forgotten, which
 * only ever errs in a caller's favour. Safe to use from any thread.
 */

typedef struct Allowances Allowances;

/* quota may be spent at once, and comes back evenly over the window. */
typedef struct AllowanceRule {
    int64_t quota;
    Micros window;
} AllowanceRule;

typedef struct Allowance {
    bool granted;
    int64_t remaining;     /* may be spent at once */
    int64_t full_seconds;  /* until everything is there again, rounded up */
    int64_t retry_seconds; /* until as much is there as was asked for; 0 where granted */
} Allowance;

Allowances *allowances_new(void);
void allowances_free(Allowances **allowances);

/*
 * The number of the caller with this name: a hash under a key drawn by allowances_new(), so that
 * nobody can choose a name that shares a cell with another's.
 */
uint64_t allowance_caller(const Allowances *allowances, const void *name, size_t size);

/* What one caller is counted for apart; the number of a caller with nothing said is its requests.
 */
typedef enum CallerPart {
    PART_REQUESTS,
    PART_PROCESSOR,
    PART_BODIES,
    PART_DOWNLOADS,
    PART_SEARCHES,
    PART_BATCHES,
    PART_WAITS,
    PART_ASKED
} CallerPart;

static inline uint64_t
caller_part(uint64_t caller, CallerPart part)
{
    return caller ^ (uint64_t)part * UINT64_C(0x9e3779b97f4a7c15);
}

/* Spend from the caller's allowance where there is enough. */
Allowance allowance_take(Allowances *allowances, AllowanceRule rule, uint64_t caller, int64_t cost,
                         Micros now);

/* Spend although there may not be enough; what is owed is at most a second quota. A negative cost
 * gives back, up to the whole allowance. */
void allowance_charge(Allowances *allowances, AllowanceRule rule, uint64_t caller, int64_t cost,
                      Micros now);

/* --- holdings: holdings.c --------------------------------------------------------------------- */

/*
 * Holdings: what each caller holds at the moment, whatever is counted, and gives back. Callers have
 * numbers as above. Safe to use from any thread.
 */

typedef struct Holdings Holdings;

Holdings *holdings_new(void);
void holdings_free(Holdings **holdings);

/* False, and nothing is taken, where the caller would hold more than most. */
MUST_CHECK bool holding_take(Holdings *holdings, uint64_t caller, int64_t amount, int64_t most);
void holding_give_back(Holdings *holdings, uint64_t caller, int64_t amount);

/* --- addresses: address.c --------------------------------------------------------------------- */

enum { ADDRESS_SIZE = 48, ADDRESS_BLOCK_SIZE = 48 };

/*
 * An address as text, in its one spelling: a mapped IPv4 address is that IPv4 address. Blanks
 * around it and a port behind it are left out, as proxies write them. False, and ret is untouched,
 * where it is none.
 */
MUST_CHECK bool address_read(const char *text, size_t length, char ret[ADDRESS_SIZE]);
void address_show(const struct sockaddr *address, char ret[ADDRESS_SIZE]);

/*
 * Whom an address stands for: itself, or its IPv6 network of 64 bits, which whoever has one address
 * of it usually has as a whole. Any other text stands for itself.
 */
void address_block(const char *address, char ret[ADDRESS_BLOCK_SIZE]);

/* --- sightings: sightings.c ------------------------------------------------------------------- */

/*
 * Sightings: when something was last seen, kept in memory only.
 *
 * RULE SIGN-8: reading must not change the database, yet a session ends when nobody has used it for
 * a while; so that it was used is noted here. The table has a fixed size; where it is crowded, what
 * was seen longest ago is forgotten. Safe to use from any thread.
 */

typedef struct Sightings Sightings;

Sightings *sightings_new(void);
void sightings_free(Sightings **sightings);

/* When it was seen last; 0 where that is not known. */
Micros sighting_find(Sightings *sightings, const Hash *what);

void sighting_note(Sightings *sightings, const Hash *what, Micros now);

#endif
