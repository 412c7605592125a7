/*
 * The clock of tests (RULE DT-1).
 */
#include "service/context.h"

/* It runs on from where it is set, and dates end in 9999. */
enum { MARGIN_DAYS = 3652 };

/* RULE DT-1: tests may set the one clock, and nobody else. */
Err
set_clock(Ctx *ctx, Micros now)
{
    if (!ctx->policy->clock_may_be_set)
        return ERR_NOT_FOUND;
    if (date_from_micros(now).day > DATE_MAX_DAY - MARGIN_DAYS)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/now",
                             TR("The clock must be set to a day before the year 9990."));
    clock_set(now);
    return OK;
}
