/*
 * Limiter: so many requests a second for one caller.
 *
 * The generic cell rate algorithm (ITU-T I.371): for each caller only the moment is kept at which
 * its allowance would be full again. A fixed table, so hostile callers cannot make it grow; where
 * it is crowded, the caller that is nearest to a full allowance is forgotten, which only ever errs
 * in a caller's favour.
 */
#ifndef HTTP_LIMITER_H
#define HTTP_LIMITER_H

#include "base/clock.h"

typedef struct Limiter Limiter;

/* What a caller has left. */
typedef struct Allowance {
    bool granted;
    int64_t remaining;     /* requests that may follow at once */
    int64_t full_seconds;  /* until everything is there again, rounded up */
    int64_t retry_seconds; /* until the next is granted, rounded up; 0 where granted */
} Allowance;

/* per_second is also how many may come at once. 0: everything is granted. */
Limiter *limiter_new(int64_t per_second);
void limiter_free(Limiter **limiter);
int64_t limiter_quota(const Limiter *limiter);

/* Take one request from the caller's allowance. The caller is any number that is hard to choose. */
Allowance limiter_take(Limiter *limiter, uint64_t caller, Micros steady_now);

#endif
