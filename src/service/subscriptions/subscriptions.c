/*
 * Subscriptions: what a tenant owns, and which of its people use it.
 */
#include "service/subscriptions/subscriptions.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "service/directory/directory.h"
#include "service/reach.h"
#include "service/record.h"
#include "service/subscriptions/license_parts.h"

/* RULE ROLE-2: the callers' own tenant is part of the question, so others' are not found. */
Err
load_reachable_subscription(Ctx *ctx, Tx *tx, const Id *id, Subscription *ret)
{
    if (id_is_empty(&ctx->actor.tenant_id))
        return store_subscription_get_any(tx, id, ctx->arena, ret);
    return store_subscription_get(tx, &ctx->actor.tenant_id, id, ctx->arena, ret);
}

Err
get_subscription(Ctx *ctx, const Id *id, Subscription *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_reachable_subscription(ctx, &tx, id, ret));
    return tx_commit(&tx);
}

Err
list_subscriptions_of_product(Ctx *ctx, const char *sku, int64_t limit, SubscriptionList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const ProductScope scope = {ctx->actor.tenant_id, sku, limit};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_subscription_list_of_product(&tx, &scope, ctx->arena, ret));
    return tx_commit(&tx);
}

Err
record_license(Ctx *ctx, Tx *tx, const Subscription *subscription, EventType type,
               const Id *user_id)
{
    Record record = {.tenant_id = &subscription->tenant_id};
    Json json = event_begin(ctx, &record, type, subscription->id.text);

    json_text(&json, "userId", user_id->text);
    return event_end(ctx, tx, &record, &json);
}

/* RULE SUB-6: the store counts, and lets no more in than there are licences. */
static Err
add_license(Ctx *ctx, Tx *tx, Subscription *subscription, const Id *user_id)
{
    Err err = store_assignment_add(tx, subscription, user_id, ctx->now);

    if (err == ERR_ALREADY_EXISTS)
        return OK;
    TRY(err);
    subscription->assigned++;
    return record_license(ctx, tx, subscription, EVENT_LICENSE_ASSIGNED, user_id);
}

Err
assign_license(Ctx *ctx, const Id *subscription_id, const Id *user_id, Subscription *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Subscription subscription;
    User user;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_reachable_subscription(ctx, &tx, subscription_id, &subscription));
    TRY(subscription_check_active(ctx, &subscription, &ctx->refusal));
    TRY(find_user_of_tenant(ctx, &tx, &subscription.tenant_id, user_id, &user));
    TRY(add_license(ctx, &tx, &subscription, user_id));
    TRY(tx_commit(&tx));

    *ret = subscription;
    return OK;
}

Err
release_license(Ctx *ctx, const Id *subscription_id, const Id *user_id, Subscription *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Subscription subscription;
    bool found;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_reachable_subscription(ctx, &tx, subscription_id, &subscription));
    TRY(store_assignment_remove(&tx, &subscription, user_id, &found));
    if (!found)
        return ERR_NOT_FOUND;
    subscription.assigned--;
    TRY(record_license(ctx, &tx, &subscription, EVENT_LICENSE_RELEASED, user_id));
    TRY(tx_commit(&tx));

    *ret = subscription;
    return OK;
}

Err
list_assignments(Ctx *ctx, const Id *subscription_id, const Page *page, const char *q,
                 AssignmentList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    const AssignmentSearch search = {*page, text_words(ctx->arena, q)};
    Subscription subscription;

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_reachable_subscription(ctx, &tx, subscription_id, &subscription));
    TRY(store_assignment_list(&tx, &subscription, &search, ctx->arena, ret));
    return tx_commit(&tx);
}

/* RULE SUB-2: what has ended is activated again instead. */
Err
subscription_refuse_ended(Refusal *refusal)
{
    static const char *const CHOICES[] = {"activate", NULL};

    return refuse_with_texts(refusal, ERR_SUBSCRIPTION_NOT_ACTIVE, "choices", CHOICES);
}

Err
subscription_check_active(const Ctx *ctx, const Subscription *subscription, Refusal *refusal)
{
    SubscriptionStatus status = subscription_status(subscription->holding.ends_on, ctx->today);

    return status == SUBSCRIPTION_ACTIVE ? OK : subscription_refuse_ended(refusal);
}
