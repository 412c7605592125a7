/*
 * What needs doing in all organisations of one sign-in: each is seen with the roles that the person
 * has there. A partner's benefits stand once, in the organisation of their enrolment, or where the
 * person is not in that one, in the first of the partner's.
 */
#include "service/overview/duties.h"

#include "service/benefits/benefits.h"

typedef struct Everywhere {
    DutyPlace *place;
    size_t count;
    Id *partner; /* whose benefits may be seen in one of the places */
    size_t partner_count;
    Id *tenant; /* of each place, or empty where its subscriptions may not be seen */
} Everywhere;

static Err
load_places(Ctx *ctx, Everywhere *all)
{
    const OwnAccount own = {
        .user_id = ctx->actor.user_id,
        .tenant_id = ctx->actor.tenant_id,
        .partner_id = ctx->actor.partner_id,
        .tenant_name = ctx->actor.tenant_name,
        .tenant_domain = ctx->actor.tenant_domain,
        .roles = ctx->actor.roles,
    };
    OwnAccountList list = {.item = ARENA_NEW(ctx->arena, OwnAccount), .count = 1};

    list.item[0] = own;
    if (!id_is_empty(&ctx->visit.session.id))
        TRY(list_own_accounts(ctx, &list));
    all->place = ARENA_NEW_ARRAY(ctx->arena, DutyPlace, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (!id_is_empty(&list.item[i].tenant_id))
            all->place[all->count++].account = list.item[i];
    return OK;
}

static bool
sees_benefits(const DutyPlace *place)
{
    return role_permits(place->account.roles, PERMIT_BENEFIT_READ);
}

static bool
has_partner(const Everywhere *all, const Id *partner_id)
{
    for (size_t i = 0; i < all->partner_count; i++)
        if (id_equal(&all->partner[i], partner_id))
            return true;
    return false;
}

static void
find_owners(Ctx *ctx, Everywhere *all)
{
    all->partner = ARENA_NEW_ARRAY(ctx->arena, Id, all->count);
    all->tenant = ARENA_NEW_ARRAY(ctx->arena, Id, all->count);
    for (size_t i = 0; i < all->count; i++) {
        const DutyPlace *place = &all->place[i];
        if (role_permits(place->account.roles, PERMIT_SUBSCRIPTION_READ))
            all->tenant[i] = place->account.tenant_id;
        if (sees_benefits(place) && !has_partner(all, &place->account.partner_id))
            all->partner[all->partner_count++] = place->account.partner_id;
    }
}

static DutyPlace *
place_for_benefit(const Everywhere *all, const Benefit *benefit)
{
    DutyPlace *first = NULL;

    for (size_t i = 0; i < all->count; i++) {
        DutyPlace *place = &all->place[i];
        if (!sees_benefits(place) || !id_equal(&place->account.partner_id, &benefit->partner_id))
            continue;
        if (id_equal(&place->account.tenant_id, &benefit->tenant_id))
            return place;
        first = first != NULL ? first : place;
    }
    assert(first != NULL); /* partners were taken from such places */
    return first;
}

/* Where a list of duties grows: it has room for all there are. */
static void
add_duty(const Ctx *ctx, DutyPlace *place, size_t most, const Duty *duty)
{
    if (place->duty == NULL)
        place->duty = ARENA_NEW_ARRAY(ctx->arena, Duty, most);
    place->duty[place->count++] = *duty;
}

/* `subscriptions`: of each place. */
static void
take_benefits(const Ctx *ctx, const Everywhere *all, const SubscriptionList *subscriptions,
              const BenefitViewList *list)
{
    const size_t most = list->count + SUBSCRIPTIONS_LOOKED_AT;

    for (size_t i = 0; i < list->count; i++) {
        DutyPlace *place = place_for_benefit(all, &list->item[i].benefit);
        if (!benefit_is_to_do(&list->item[i]))
            continue;
        const Duty duty = duty_of_benefit(ctx, &subscriptions[place - all->place], &list->item[i]);
        add_duty(ctx, place, most, &duty);
        place->more = place->more || list->more;
    }
}

static void
take_subscriptions(const Ctx *ctx, DutyPlace *place, const SubscriptionList *list)
{
    bool due = false;
    Duty duty;

    for (size_t i = 0; i < list->count; i++) {
        due = duty_of_subscription(ctx, &list->item[i], &duty);
        if (due)
            add_duty(ctx, place, SUBSCRIPTIONS_LOOKED_AT, &duty);
    }
    place->more = place->more || (list->more && due); /* those that end later come later */
}

/* The most urgent first; those with the same day, or nothing to do, in the order of their names. */
static int
compare_duty_places(const void *a, const void *b)
{
    const DutyPlace *one = *(const DutyPlace *const *)a, *other = *(const DutyPlace *const *)b;

    if (one->count == 0 || other->count == 0)
        return (one->count == 0) != (other->count == 0) ? (one->count == 0 ? 1 : -1)
                                                        : (one < other ? -1 : 1);
    if (one->duty[0].by.day != other->duty[0].by.day)
        return one->duty[0].by.day < other->duty[0].by.day ? -1 : 1;
    return one < other ? -1 : 1;
}

static DutyPlaces
sort_places(const Ctx *ctx, const Everywhere *all)
{
    DutyPlaces places = {.item = ARENA_NEW_ARRAY(ctx->arena, DutyPlace, all->count),
                         .count = all->count};
    const DutyPlace **order = ARENA_NEW_ARRAY(ctx->arena, const DutyPlace *, all->count);

    for (size_t i = 0; i < all->count; i++) {
        sort_duties(all->place[i].duty, all->place[i].count);
        order[i] = &all->place[i];
    }
    qsort(order, all->count, sizeof(const DutyPlace *), compare_duty_places);
    for (size_t i = 0; i < all->count; i++)
        places.item[i] = *order[i];
    return places;
}

Err
list_duties_everywhere(Ctx *ctx, DutyPlaces *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Everywhere all = {0};
    BenefitViewList *benefits;
    SubscriptionList *subscriptions;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_places(ctx, &all));
    find_owners(ctx, &all);
    const EndScope scope = {
        .tenant_id = all.tenant,
        .count = all.count,
        .ends_from = ctx->today.day - EXPIRED_DAYS - DISABLED_DAYS + 1,
        .ends_before = INT64_MAX, /* a benefit extends one that ends much later too */
        .limit = SUBSCRIPTIONS_LOOKED_AT,
    };
    TRY(list_usable_benefits(ctx, all.partner, all.partner_count, BENEFITS_LOOKED_AT, &benefits));
    TRY(store_subscription_lists_ending(&tx, &scope, ctx->arena, &subscriptions));
    TRY(tx_commit(&tx));

    for (size_t i = 0; i < all.partner_count; i++)
        take_benefits(ctx, &all, subscriptions, &benefits[i]);
    for (size_t i = 0; i < all.count; i++)
        take_subscriptions(ctx, &all.place[i], &subscriptions[i]);
    *ret = sort_places(ctx, &all);
    return OK;
}
