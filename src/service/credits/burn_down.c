/*
 * Burn-down: what was used of a credit day by day, and what has become of each of its periods.
 */
#include "service/credits/credits.h"

#include "service/credits/credit_parts.h"

/* All periods that have begun: the ones that are written, and the ones that time has added since.
 */
static Err
load_periods(Ctx *ctx, Tx *tx, const Credit *credit, BurnDown *burn)
{
    CreditPeriodRecordList written;
    Credit today = *credit;
    Move move;
    Date on;

    TRY(store_period_list(tx, credit, ctx->arena, &written));
    size_t most = written.count + (size_t)credit_period_count(&credit->term);
    burn->past = ARENA_NEW_ARRAY(ctx->arena, CreditPeriodRecord, most);
    for (size_t i = 0; i < written.count; i++)
        burn->past[i] = written.item[i];
    while (credit_advance(&today.term, &today.progress, ctx->today, &move, &on))
        burn->past[move.period] = (CreditPeriodRecord){
            .number = move.period,
            .days = credit_period_days(&today.term, move.period),
            .balance = today.progress.balance,
        };
    burn->past_count = (size_t)today.progress.periods;
    return OK;
}

static void
choose_period(BurnDown *burn, int64_t period)
{
    const CreditPeriodRecord *chosen = &burn->past[period];

    burn->credit.period = period;
    burn->credit.days = chosen->days;
    burn->credit.balance = chosen->balance;
}

static Err
load_days(Ctx *ctx, Tx *tx, const BurnDown *burn, const Id *whose, UsageDayList *ret)
{
    const UsageScope scope = {burn->credit.days, whose};

    return store_usage_day_list(tx, &burn->credit.credit, &scope, ctx->arena, ret);
}

static Err
load_burn_down(Ctx *ctx, Tx *tx, const Credit *credit, int64_t period, BurnDown *burn)
{
    TRY(view_credit(ctx, tx, credit, CREDIT_USERS_SHOWN, &burn->today));
    burn->credit = burn->today;
    TRY(load_periods(ctx, tx, credit, burn));
    if (period == AT_PRESENT)
        return OK;
    if (period < 0 || (size_t)period >= burn->past_count)
        return ERR_NOT_FOUND;
    choose_period(burn, period);
    return OK;
}

Err
get_burn_down(Ctx *ctx, const Id *credit_id, int64_t period, BurnDown *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    BurnDown burn = {0};
    Credit credit;
    UsageDayList days;
    const Id *whose = manages_credits(ctx) ? NULL : &ctx->actor.user_id;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_credit(ctx, &tx, credit_id, &credit));
    TRY(load_burn_down(ctx, &tx, &credit, period, &burn));
    TRY(load_days(ctx, &tx, &burn, whose, &days));
    burn.day = days.item;
    burn.day_count = days.count;
    *ret = burn;
    return tx_commit(&tx);
}

Err
get_own_burn_down(Ctx *ctx, const Id *credit_id, int64_t period, OwnBurnDown *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    OwnBurnDown own = {0};
    Credit credit;
    UsageDayList all;
    bool holds;
    bool ever;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_credit_get(&tx, &ctx->actor.tenant_id, credit_id, ctx->arena, &credit));
    TRY(store_credit_user_find(&tx, &credit, &ctx->actor.user_id, &holds, &ever));
    if (!holds)
        return ERR_NOT_FOUND;
    TRY(load_burn_down(ctx, &tx, &credit, period, &own.burn));
    TRY(load_days(ctx, &tx, &own.burn, NULL, &all));
    TRY(load_days(ctx, &tx, &own.burn, &ctx->actor.user_id, &own.days));
    own.burn.day = all.item;
    own.burn.day_count = all.count;
    *ret = own;
    return tx_commit(&tx);
}
