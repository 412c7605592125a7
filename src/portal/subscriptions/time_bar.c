/*
 * The time of a subscription as a bar, from its first day to the one on which it is deleted, and
 * how far it would go with a key that one has. The list beside it says the same in words.
 */
#include "portal/subscriptions/subscriptions.h"

#include "service/benefits/benefits.h"

/* Where a day lies on the bar. */
static int64_t
place_on(const TimeBar *bar, Date from, Date day)
{
    int64_t all = date_days_between(from, bar->to);
    int64_t passed = date_days_between(from, day);

    if (all <= 0 || passed <= 0)
        return 0;
    return passed >= all ? TIME_BAR_WIDTH : passed * TIME_BAR_WIDTH / all;
}

/* As the engine says it (RULE CT-2); of a key that cannot extend there is nothing to show. */
static Err
load_ghost(Ctx *ctx, const Subscription *subscription, TimeBar *bar)
{
    Calculation calculation;
    KeyView next;

    Err err = find_next_key(ctx, subscription->sku, &next);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    bar->key_ref = arena_copy(ctx->arena, next.key.ref, strlen(next.key.ref));
    bar->key_licenses = next.key.licenses;
    const CotermRequest request = {
        .today = ctx->today,
        .held = subscription->holding,
        .key_licenses = next.key.licenses,
        .remaining_max = (int32_t)ctx->policy->remaining_months_max,
    };
    bar->has_ghost = coterm_extend(&request, &calculation) == OK;
    if (bar->has_ghost)
        bar->ghost = calculation.after.ends_on;
    return OK;
}

Err
load_time_bar(Ctx *ctx, const Subscription *subscription, bool with_key, TimeBar *ret)
{
    Date from = subscription->starts_on;
    TimeBar bar = {.fate = subscription_fate(subscription->holding.ends_on), .today = ctx->today};

    if (with_key)
        TRY(load_ghost(ctx, subscription, &bar));
    bar.to = date_later(bar.fate.deleted_on, ctx->today);
    if (bar.has_ghost)
        bar.to = date_later(bar.to, bar.ghost);
    bar.now_at = place_on(&bar, from, ctx->today);
    bar.end_at = place_on(&bar, from, bar.fate.ends_on);
    bar.disabled_at = place_on(&bar, from, bar.fate.disabled_on);
    bar.deleted_at = place_on(&bar, from, bar.fate.deleted_on);
    bar.ghost_at = bar.has_ghost ? place_on(&bar, from, bar.ghost) : 0;
    *ret = bar;
    return OK;
}
