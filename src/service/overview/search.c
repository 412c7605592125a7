/*
 * One text sought in everything that the caller may see.
 */
#include "service/overview/overview.h"

#include "service/subscriptions/subscriptions.h"

static Err
search_benefits(Ctx *ctx, const char *text, SearchResult *result)
{
    BenefitQuery benefits = DEFAULTS_OF(BENEFIT_QUERY);
    KeyQuery keys = DEFAULTS_OF(KEY_QUERY);

    benefits.limit = keys.limit = SEARCH_SHOWN;
    benefits.q = keys.q = text;
    benefits.by_last_use = true;
    TRY(list_benefits(ctx, &benefits, &result->benefits));
    return list_keys(ctx, &keys, &result->keys);
}

static Err
search_subscriptions(Ctx *ctx, const char *text, SubscriptionList *ret)
{
    SubscriptionListQuery query = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);

    query.limit = SEARCH_SHOWN;
    query.q = text;
    return find_subscriptions(ctx, &query, ret);
}

/* Of each kind, what the roles allow to see. */
static Err
search_own(Ctx *ctx, Tx *tx, const char *text, SearchResult *result)
{
    Roles roles = ctx->actor.roles;
    PeopleQuery people = DEFAULTS_OF(PEOPLE_QUERY);

    people.limit = SEARCH_SHOWN;
    people.filter.q = text;
    people.alone = true;
    if (role_permits(roles, PERMIT_BENEFIT_READ))
        TRY(search_benefits(ctx, text, result));
    if (role_permits(roles, PERMIT_CREDIT_READ))
        TRY(search_credits(ctx, text, SEARCH_SHOWN, &result->credits));
    if (role_permits(roles, PERMIT_SUBSCRIPTION_READ)) {
        TRY(search_subscriptions(ctx, text, &result->subscriptions));
        TRY(store_receipt_list_latest(tx, &result->subscriptions, SEARCH_SHOWN, ctx->arena,
                                      &result->receipts));
    }
    if (role_permits(roles, PERMIT_DIRECTORY_READ))
        TRY(list_people(ctx, &people, &result->people));
    return OK;
}

Err
search_everything(Ctx *ctx, const char *text, SearchResult *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    SearchResult result = {0};

    TRY(tx_begin(ctx->db, &tx));
    if (!id_is_empty(&ctx->actor.tenant_id))
        TRY(search_own(ctx, &tx, text, &result));
    TRY(tx_commit(&tx));

    *ret = result;
    return OK;
}
