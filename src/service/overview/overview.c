#include "service/overview/overview.h"
#include "domain/subscription.h"
#include "service/subscriptions/subscriptions.h"

enum { EVENTS_SHOWN = 8, SUBSCRIPTIONS_SHOWN = 200, CREDITS_SHOWN = 50 };

static Err
load_benefits(Ctx *ctx, Overview *overview)
{
    BenefitQuery query = DEFAULTS_OF(BENEFIT_QUERY);
    BenefitViewList list;

    query.limit = INT64_MAX;
    query.by_last_use = true;
    TRY(list_benefits(ctx, &query, &list));
    overview->benefit = list.item;
    for (size_t i = 0; i < list.count; i++) {
        bool is_credit = !id_is_empty(&list.item[i].credit_id);
        BenefitStatus status = list.item[i].status;
        if (status == BENEFIT_READY || (status == BENEFIT_ACTIVE && !is_credit))
            overview->benefit[overview->benefit_count++] = list.item[i];
    }
    return OK;
}

static Err
load_overview_credits(Ctx *ctx, Overview *overview)
{
    CreditQuery query = DEFAULTS_OF(CREDIT_QUERY);
    CreditViewList list;

    query.limit = CREDITS_SHOWN;
    TRY(list_credits(ctx, &query, &list));
    overview->credit = list.item;
    for (size_t i = 0; i < list.count; i++)
        if (list.item[i].status != CREDIT_EXPIRED)
            overview->credit[overview->credit_count++] = list.item[i];
    return OK;
}

/* Those that end first: what the strip of a year has room for. */
static Err
load_overview_subscriptions(Ctx *ctx, Overview *overview)
{
    SubscriptionListQuery query = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);
    SubscriptionList list;

    query.limit = SUBSCRIPTIONS_SHOWN;
    query.status = SUBSCRIPTION_ACTIVE;
    query.sort = sort_rising(SUBSCRIPTION_BY_END);
    TRY(find_subscriptions(ctx, &query, &list));
    overview->subscription = list.item;
    overview->subscription_count = list.count;
    return OK;
}

/* Whoever is not of the tenant is the operator's staff, who stay without a name. */
static Err
name_actors(Ctx *ctx, Tx *tx, Overview *overview)
{
    size_t count = overview->event_count;
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, count);
    const LabelScope actors = {id, count, ctx->actor.tenant_id};
    Label *label;

    for (size_t i = 0; i < count; i++)
        id[i] = overview->event[i].actor_id;
    TRY(store_user_labels(tx, &actors, ctx->arena, &label));
    overview->event_by = ARENA_NEW_ARRAY(ctx->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        overview->event_by[i] = lang_name(ctx->lang, &label[i].name);
    return OK;
}

static Err
load_events(Ctx *ctx, Tx *tx, Overview *overview)
{
    EventList list;

    TRY(store_event_list_latest(tx, ctx->actor.tenant_id.text, EVENTS_SHOWN, ctx->arena, &list));
    overview->event = list.item;
    overview->event_count = list.count;
    return name_actors(ctx, tx, overview);
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
    if (role_permits(ctx->actor.roles, PERMIT_CREDIT_READ))
        TRY(load_overview_credits(ctx, &overview));
    TRY(load_overview_subscriptions(ctx, &overview));
    TRY(load_events(ctx, &tx, &overview));
    TRY(tx_commit(&tx));

    *ret = overview;
    return OK;
}
