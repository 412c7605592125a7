#include "service/keys/attempts.h"

#include "service/keys/keys.h"

/* Time is the steady clock's: whoever sets the other one is forgiven nothing. */
#define WINDOW (INT64_C(60) * KEY_MINUTES * MICROS_PER_SECOND)

static const AllowanceRule RULES[] = {
    {.quota = KEY_POINTS_OF_ACCOUNT, .window = WINDOW},
    {.quota = KEY_POINTS_OF_TENANT, .window = WINDOW},
    {.quota = KEY_POINTS_OF_ADDRESS, .window = WINDOW}, /* there may be a whole company behind it */
};

/* The three that are counted, in the order of RULES. */
static void
find_callers(const Ctx *ctx, uint64_t ret_caller[COUNT_OF(RULES)])
{
    char block[ADDRESS_BLOCK_SIZE];
    const char *const NAMES[] = {ctx->actor.user_id.text, ctx->actor.tenant_id.text, block};

    address_block(ctx->actor.address, block);
    for (size_t i = 0; i < COUNT_OF(RULES); i++)
        ret_caller[i] = allowance_caller(ctx->attempts, NAMES[i], strlen(NAMES[i]));
}

/* RULE KEY-8: asking costs nothing, but needs a point to be left. */
Err
attempts_check(Ctx *ctx)
{
    uint64_t caller[COUNT_OF(RULES)];
    int64_t wait = 0;

    if (ctx->attempt_points > 0)
        return OK;
    find_callers(ctx, caller);
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        Allowance left = allowance_take(ctx->attempts, RULES[i], caller[i], 0, ctx->steady);
        Micros each = RULES[i].window / RULES[i].quota / MICROS_PER_SECOND;
        if (left.remaining == 0 && left.retry_seconds + each + 1 > wait)
            wait = left.retry_seconds + each + 1;
    }
    if (wait == 0)
        return OK;
    return refuse_with_number(&ctx->refusal, ERR_TOO_MANY_REQUESTS, "retryAfter", wait);
}

static void
charge(const Ctx *ctx, int points)
{
    uint64_t caller[COUNT_OF(RULES)];

    find_callers(ctx, caller);
    for (size_t i = 0; i < COUNT_OF(RULES); i++)
        allowance_charge(ctx->attempts, RULES[i], caller[i], points, ctx->steady);
}

void
attempts_charge(Ctx *ctx, int points)
{
    if (ctx->attempt_points > 0)
        return;
    charge(ctx, points);
    ctx->attempt_points = points;
}

void
give_back_attempt(Ctx *ctx)
{
    if (ctx->attempt_points > 0)
        charge(ctx, -ctx->attempt_points);
    ctx->attempt_points = 0;
}
