#include "base/text.h"
#include "domain/subscription.h"
#include "service/service.h"

enum { EVENTS_SHOWN = 8, SUBSCRIPTIONS_AT_ONCE = 200, SUBSCRIPTIONS_SHOWN = 200 };

static Err
load_benefits(Ctx *ctx, Overview *overview)
{
    const BenefitQuery query = {
        .limit = INT64_MAX,
        .category = INPUT_ABSENT,
        .status = INPUT_ABSENT,
        .expiring_within_days = INPUT_ABSENT,
        .sort = BENEFIT_SORT_DEFAULT,
    };
    BenefitViewList list;

    TRY(list_benefits(ctx, &query, &list));
    overview->benefit = list.item;
    for (size_t i = 0; i < list.count; i++)
        if (list.item[i].status == BENEFIT_READY || list.item[i].status == BENEFIT_ACTIVE)
            overview->benefit[overview->benefit_count++] = list.item[i];
    return OK;
}

static void
keep_active(const Ctx *ctx, const SubscriptionList *part, Overview *overview)
{
    for (size_t i = 0; i < part->count; i++) {
        Date ends_on = part->item[i].holding.ends_on;
        bool active = subscription_status(ends_on, ctx->today) == SUBSCRIPTION_ACTIVE;
        if (active && overview->subscription_count < SUBSCRIPTIONS_SHOWN)
            overview->subscription[overview->subscription_count++] = part->item[i];
    }
}

static Err
load_subscriptions(Ctx *ctx, Overview *overview)
{
    Page page = {.limit = SUBSCRIPTIONS_AT_ONCE};
    SubscriptionList part = {.more = true};

    overview->subscription = ARENA_NEW_ARRAY(ctx->arena, Subscription, SUBSCRIPTIONS_SHOWN);
    while (part.more) {
        TRY(list_subscriptions(ctx, NULL, &page, &part));
        keep_active(ctx, &part, overview);
        if (part.count > 0)
            page.after = part.item[part.count - 1].id.text;
    }
    return OK;
}

/* Whoever is not of the tenant is the operator's staff, who stay without a name. */
static Err
find_name(Ctx *ctx, Tx *tx, const Id *user_id, const char **ret)
{
    User user;

    *ret = NULL;
    if (id_is_empty(user_id))
        return OK;
    Err err = store_user_get(tx, user_id, ctx->arena, &user);
    if (err == OK && text_equal(user.tenant_id.text, ctx->actor.tenant_id.text))
        *ret = user.display_name;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err
load_events(Ctx *ctx, Tx *tx, Overview *overview)
{
    EventList list;

    TRY(store_event_list_latest(tx, ctx->actor.tenant_id.text, EVENTS_SHOWN, ctx->arena, &list));
    overview->event = list.item;
    overview->event_count = list.count;
    overview->event_by = ARENA_NEW_ARRAY(ctx->arena, const char *, list.count);
    for (size_t i = 0; i < list.count; i++)
        TRY(find_name(ctx, tx, &list.item[i].actor_id, &overview->event_by[i]));
    return OK;
}

Err
get_overview(Ctx *ctx, Overview *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Overview overview = {0};

    assert(!id_is_empty(&ctx->actor.tenant_id));
    TRY(tx_begin(ctx->db, &tx));
    /* RULE BEN-3: who may not see benefits has no say in them either. */
    if (role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ))
        TRY(load_benefits(ctx, &overview));
    TRY(load_subscriptions(ctx, &overview));
    TRY(load_events(ctx, &tx, &overview));
    TRY(tx_commit(&tx));

    *ret = overview;
    return OK;
}
