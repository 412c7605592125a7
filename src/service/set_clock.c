/*
 * The clock of tests (RULE DT-1).
 */
#include "service/context.h"

/* RULE DT-1: tests may set the one clock, and nobody else. */
Err
set_clock(Ctx *ctx, Micros now)
{
    if (!ctx->policy->clock_may_be_set)
        return ERR_NOT_FOUND;
    clock_set(now);
    return OK;
}
