#include "service/overview/overview.h"

#include "base/text/text.h"
#include "service/overview/duties.h"
#include "service/subscriptions/subscriptions.h"

enum { ACTIVITY_SHOWN = 5 };

/* --- what needs doing ------------------------------------------------------------------------ */

/* Is anything of the product still to be used? */
static bool
has_key_of(const BenefitViewList *benefits, const char *sku)
{
    for (size_t i = 0; i < benefits->count; i++) {
        const BenefitView *view = &benefits->item[i];
        if (benefit_is_to_do(view) && view->keys > 0 && text_equal(view->benefit.sku, sku))
            return true;
    }
    return false;
}

static void
find_duties(Ctx *ctx, Overview *overview)
{
    const BenefitViewList *benefits = &overview->benefits;
    const SubscriptionList *subscriptions = &overview->subscriptions;
    size_t most = benefits->count + subscriptions->count;
    size_t count = 0;

    overview->duty = ARENA_NEW_ARRAY(ctx->arena, Duty, most);
    for (size_t i = 0; i < benefits->count; i++)
        if (benefit_is_to_do(&benefits->item[i]))
            overview->duty[count++] = duty_of_benefit(ctx, subscriptions, &benefits->item[i]);
    for (size_t i = 0; i < subscriptions->count; i++) {
        Duty *duty = &overview->duty[count];
        if (!duty_of_subscription(ctx, &subscriptions->item[i], duty))
            continue;
        duty->has_key = has_key_of(benefits, duty->subscription->sku);
        count++;
    }
    overview->duty_count = count;
    sort_duties(overview->duty, count);
}

/* --- what there is --------------------------------------------------------------------------- */

static Err
load_benefits(Ctx *ctx, Overview *overview)
{
    BenefitQuery query = DEFAULTS_OF(BENEFIT_QUERY);
    Date year_ago = date_add_days(ctx->today, -YEAR_DAYS);

    query.limit = INT64_MAX;
    query.by_last_use = true;
    TRY(list_benefits(ctx, &query, &overview->benefits));
    for (size_t i = 0; i < overview->benefits.count; i++) {
        const BenefitView *view = &overview->benefits.item[i];
        if (view->status == BENEFIT_EXPIRED && !date_before(view->use_by, year_ago))
            overview->lapsed++;
    }
    return OK;
}

static Err
load_overview_credits(Ctx *ctx, Overview *overview)
{
    CreditViewList list;

    TRY(list_credits_alone(ctx, &list));
    TRY(sum_year(ctx, &list, overview));
    overview->credit = ARENA_NEW_ARRAY(ctx->arena, CreditView, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (list.item[i].status == CREDIT_ACTIVE || list.item[i].status == CREDIT_SUSPENDED)
            overview->credit[overview->credit_count++] = list.item[i];
    return OK;
}

static Err
load_overview_subscriptions(Ctx *ctx, SubscriptionList *ret)
{
    SubscriptionListQuery query = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);

    query.limit = SUBSCRIPTIONS_LOOKED_AT;
    query.without_deleted = true;
    query.sort = sort_rising(SUBSCRIPTION_BY_END);
    return find_subscriptions(ctx, &query, ret);
}

/* --- what happened to it --------------------------------------------------------------------- */

static Thing
named_subscription(const Ctx *ctx, const Subscription *one)
{
    return (Thing){THING_SUBSCRIPTION, .id = one->id.text,
                   .name = lang_name(ctx->lang, &one->name)};
}

static Thing
find_subscription_of(const Ctx *ctx, const SubscriptionList *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->item[i].id.text, id))
            return named_subscription(ctx, &list->item[i]);
    return (Thing){0};
}

/* By its own id, by that of its credit, or that of the enrolment that granted it. */
static Thing
find_benefit_of(const BenefitViewList *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        const BenefitView *view = &list->item[i];
        const Benefit *benefit = &view->benefit;
        if (text_equal(benefit->id.text, id))
            return (Thing){THING_BENEFIT, benefit->id.text, .name = view->name};
        if (text_equal(view->credit_id.text, id))
            return (Thing){THING_CREDIT, view->credit_id.text, .name = view->name,
                           .benefit_id = benefit->id};
        if (text_equal(benefit->enrolment_id.text, id))
            return (Thing){THING_ENROLMENT, benefit->enrolment_id.text, .name = benefit->offer_name,
                           .partner_id = benefit->partner_id};
    }
    return (Thing){0};
}

/*
 * What the overview has loaded anyway is asked for no second time. An event about a key or receipt
 * names the benefit or the subscription that it is about.
 */
static Thing
thing_of_event(Ctx *ctx, const Overview *overview, const Event *event)
{
    static const char *const MEMBERS[] = {"subscriptionId", "benefitId"};
    Thing thing = find_subscription_of(ctx, &overview->subscriptions, event->subject);

    if (thing.kind == THING_NONE)
        thing = find_benefit_of(&overview->benefits, event->subject);
    for (size_t i = 0; i < COUNT_OF(MEMBERS) && thing.kind == THING_NONE; i++) {
        const char *id = id_in_event(ctx->arena, event->data, MEMBERS[i]);
        if (id != NULL && i == 0)
            thing = find_subscription_of(ctx, &overview->subscriptions, id);
        else if (id != NULL)
            thing = find_benefit_of(&overview->benefits, id);
    }
    return thing;
}

static Err
load_latest(Ctx *ctx, Overview *overview)
{
    if (!role_permits(ctx->actor.roles, PERMIT_EVENT_READ))
        return OK;
    TRY(list_latest_activity(ctx, ACTIVITY_SHOWN, &overview->activity));
    for (size_t i = 0; i < overview->activity.count; i++) {
        Activity *one = &overview->activity.item[i];
        if (one->object.kind == THING_NONE)
            one->object = thing_of_event(ctx, overview, &one->event);
    }
    return OK;
}

/* --- all of it ------------------------------------------------------------------------------- */

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
    TRY(load_overview_subscriptions(ctx, &overview.subscriptions));
    find_duties(ctx, &overview);
    TRY(load_latest(ctx, &overview));
    TRY(tx_commit(&tx));

    *ret = overview;
    return OK;
}
