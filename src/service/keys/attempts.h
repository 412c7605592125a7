/*
 * Attempts: how many wrong keys somebody may try (RULE KEY-8).
 *
 * Counted per account, per tenant and per address, in points that come back over a quarter of an
 * hour. A key that cannot be right costs one; a well-formed key that does not exist costs ten,
 * because nobody mistypes two check characters. There is no setting that switches this off.
 */
#ifndef SERVICE_KEYS_ATTEMPTS_H
#define SERVICE_KEYS_ATTEMPTS_H

#include "service/context.h"

enum { ATTEMPT_TYPING = 1, ATTEMPT_GUESSING = 10 };

/* ERR_TOO_MANY_REQUESTS with retryAfter where one of the three has no points left. */
MUST_CHECK Err attempts_check(Ctx *ctx);

/* A key was refused. */
void attempts_charge(Ctx *ctx, int points);

#endif
