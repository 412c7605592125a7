/*
 * Service: everything a person or program can ask of us, a page for each part.
 *
 * Each function is one intention, one transaction and, where it changes something, one or more
 * events in that transaction (RULE AUD-1). Each reads facts from the store, lets the domain decide
 * and writes the decision back. A function that fails has changed nothing; what it refuses is in
 * ctx->refusal, beyond the code that it returns. Which roles may call it is for the route to say;
 * whose things they may touch is checked here: another partner's or tenant's object answers as one
 * that does not exist (RULE ROLE-2).
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "service/benefits/benefits.h"
#include "service/catalogue/catalogue.h"
#include "service/context.h"
#include "service/credits/credits.h"
#include "service/directory/directory.h"
#include "service/events/events.h"
#include "service/overview/overview.h"
#include "service/redemptions/redemptions.h"
#include "service/sign_in/sign_in.h"

/* --- the clock: set_clock.c ----------------------------------------------------------------- */

/* NOT_FOUND unless the policy allows it (RULE DT-1). */
MUST_CHECK Err set_clock(Ctx *ctx, Micros now);

#endif
