/*
 * One partner, and what is around it.
 */
#include "service/partners/partners.h"

#include "base/text/text.h"

/* What was superseded before it was begun is no benefit any more. */
static bool
counts(const BenefitView *view)
{
    return id_is_empty(&view->benefit.superseded_by);
}

static bool
is_used_in_part(const BenefitView *view)
{
    return view->status == BENEFIT_ACTIVE || view->status == BENEFIT_USED;
}

static void
count_benefit(const BenefitView *benefit, PartnerView *view)
{
    if (!counts(benefit))
        return;
    view->of_status[benefit->status]++;
    for (size_t i = 0; i < view->year_count; i++) {
        PartnerYear *year = &view->year[i];
        if (!id_equal(&year->year.id, &benefit->benefit.enrolment_id))
            continue;
        year->benefits++;
        year->used += is_used_in_part(benefit);
    }
}

/* The list begins with what has to be used first. */
static Err
load_benefits_of(Ctx *ctx, const Id *id, PartnerView *view)
{
    BenefitQuery query = DEFAULTS_OF(BENEFIT_QUERY);
    BenefitViewList list;

    query.partner_id = id->text;
    query.limit = BENEFITS_OF_PARTNER_MAX;
    query.by_last_use = true;
    TRY(list_benefits(ctx, &query, &list));
    for (size_t i = 0; i < list.count; i++) {
        BenefitView *benefit = &list.item[i];
        count_benefit(benefit, view);
        if (view->next == NULL && counts(benefit) && benefit->status == BENEFIT_READY)
            view->next = benefit;
    }
    return OK;
}

static Err
load_years(Ctx *ctx, Tx *tx, const Id *id, PartnerView *view)
{
    EndingYearList years;

    TRY(store_enrolment_list_latest(tx, id, YEARS_SHOWN, ctx->arena, &years));
    view->year = ARENA_NEW_ARRAY(ctx->arena, PartnerYear, years.count);
    view->year_count = years.count;
    view->more_years = years.more;
    for (size_t i = 0; i < years.count; i++)
        view->year[i].year = years.item[i];
    return OK;
}

static const char *
name_of_tenant(const TenantList *tenants, const Id *id)
{
    for (size_t i = 0; i < tenants->count; i++)
        if (id_equal(&tenants->item[i].id, id))
            return tenants->item[i].name;
    return NULL;
}

/* Those who may do what has to be done: of the organisations that are shown. */
static Err
load_people_who_act(Ctx *ctx, Tx *tx, const Id *id, PartnerView *view)
{
    UserList users;

    TRY(store_user_list_of_partner(tx, id, PEOPLE_SHOWN, ctx->arena, &users));
    view->person = ARENA_NEW_ARRAY(ctx->arena, PartnerPerson, users.count);
    view->person_count = users.count;
    view->more_people = users.more;
    for (size_t i = 0; i < users.count; i++)
        view->person[i] = (PartnerPerson){users.item[i],
                                          name_of_tenant(&view->tenants, &users.item[i].tenant_id)};
    return OK;
}

static Err
load_activity_of(Ctx *ctx, const Id *id, PartnerView *view)
{
    ActivityQuery query = DEFAULTS_OF(ACTIVITY_QUERY);

    if (!role_permits(ctx->actor.roles, PERMIT_EVENT_READ))
        return OK;
    query.partner_id = id->text;
    query.limit = DEEDS_SHOWN;
    query.latest = true;
    return list_activity(ctx, &query, &view->activity);
}

Err
get_partner_view(Ctx *ctx, const Id *id, PartnerView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    PartnerView view = {.year_count = 0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_partner_found_get(&tx, id, ctx->today, ctx->arena, &view.found));
    view.health = partner_health(&view.found.facts, ctx->today);
    TRY(store_tenant_list(&tx, id, &(Page){.limit = TENANTS_SHOWN}, ctx->arena, &view.tenants));
    TRY(load_years(ctx, &tx, id, &view));
    TRY(load_people_who_act(ctx, &tx, id, &view));
    TRY(load_benefits_of(ctx, id, &view));
    TRY(load_activity_of(ctx, id, &view));
    TRY(tx_commit(&tx));

    *ret = view;
    return OK;
}
