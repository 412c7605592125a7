/*
 * Redeeming: load, decide, save, with the preview doing all but the last.
 */
#include "service/redemptions/redemptions.h"

#include "service/json_values.h"
#include "service/record.h"
#include "service/redemptions/plan.h"
#include "service/subscriptions/subscriptions.h"

Err
preview_within(Ctx *ctx, Tx *tx, const RedeemInput *input, RedemptionView *ret)
{
    Plan plan;

    TRY(plan_redemption(ctx, tx, input, &plan));
    plan_view(ctx, &plan, ret);
    return OK;
}

Err
preview_redemption(Ctx *ctx, const RedeemInput *input, RedemptionView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(preview_within(ctx, &tx, input, ret));
    return tx_commit(&tx);
}

/* RULE CT-7: what was previewed, or nothing. */
static Err
check_expected(const ExpectInput *expect, const Calculation *calculation)
{
    if (expect == NULL)
        return OK;
    bool same = expect->licenses == calculation->after.licenses &&
                expect->ends_on == calculation->after.ends_on.day;
    return same ? OK : ERR_PREVIEW_OUTDATED;
}

static Err
save_subscription(Ctx *ctx, Tx *tx, const Plan *plan, Receipt *receipt)
{
    Subscription subscription = plan->subscription;

    if (!plan->found)
        subscription = (Subscription){
            .tenant_id = ctx->actor.tenant_id,
            .id = id_new("sub_", ctx->now),
            .sku = plan->product.sku,
        };
    subscription.holding = receipt->after;
    subscription.starts_on = receipt->after_starts_on;
    subscription.receipts = receipt->number;
    receipt->subscription_id = subscription.id;
    return plan->found ? store_subscription_put(tx, &subscription)
                       : store_subscription_add(tx, &subscription);
}

static Err
record_key_redeemed(Ctx *ctx, Tx *tx, const Receipt *receipt)
{
    Record record = {.partner_id = &ctx->actor.partner_id, .tenant_id = &ctx->actor.tenant_id};
    Json json = event_begin(ctx, &record, EVENT_KEY_REDEEMED, receipt->id.text);

    json_text(&json, "action", ACTION_NAMES[receipt->action]);
    json_text(&json, "subscriptionId", receipt->subscription_id.text);
    EVENT_LIST_FITS(RECEIPT_KEYS_MAX, KEY_REF_SIZE);
    json_array_begin(&json, "keys");
    for (size_t i = 0; i < receipt->key_count; i++)
        json_text(&json, NULL, receipt->key[i].ref);
    json_array_end(&json);
    json_int(&json, "licenses", receipt->after.licenses);
    json_date(&json, "endsOn", receipt->after.ends_on);
    return event_end(ctx, tx, &record, &json);
}

Err
redeem_within(Ctx *ctx, Tx *tx, const RedeemInput *input, RedemptionView *ret)
{
    Plan plan;

    TRY(plan_redemption(ctx, tx, input, &plan));
    TRY(check_expected(input->expect, &plan.calculation));

    plan_view(ctx, &plan, ret);
    Receipt *receipt = &ret->receipt;
    receipt->id = id_new("red_", ctx->now);
    receipt->at = ctx->now;
    receipt->user_id = ctx->actor.user_id;
    for (size_t i = 0; i < plan.key_count; i++)
        TRY(store_key_mark_redeemed(tx, &plan.key[i], &ctx->actor.tenant_id, &receipt->id));
    TRY(save_subscription(ctx, tx, &plan, receipt));
    TRY(store_receipt_add(tx, receipt));
    return record_key_redeemed(ctx, tx, receipt);
}

Err
redeem_keys(Ctx *ctx, const RedeemInput *input, RedemptionView *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(redeem_within(ctx, &tx, input, ret));
    return tx_commit(&tx);
}

static Preview
preview_what_if(Ctx *ctx, const Product *product, const char *replacement, const WhatIfCase *what)
{
    Preview preview = {0};
    Plan plan = {
        .refusal = &preview.refusal,
        .product = *product,
        .replacement = replacement,
        .key_licenses = what->input.licenses,
        .found = true,
        .subscription = *what->subscription,
    };

    preview.refused = plan_what_if(ctx, &what->input, &plan);
    if (preview.refused == OK)
        plan_view(ctx, &plan, &preview.view);
    return preview;
}

Err
try_what_if(Ctx *ctx, const Id *subscription_id, const WhatIfInput *input, Preview *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Subscription subscription;
    Product product;
    const char *replacement;
    Tenant tenant;

    TRY(tx_begin(ctx->db, &tx));
    TRY(get_subscription(ctx, subscription_id, &subscription));
    TRY(store_tenant_get(&tx, &subscription.tenant_id, ctx->arena, &tenant));
    TRY(store_product_get(&tx, subscription.sku, ctx->arena, &product));
    TRY(find_replacement(ctx, &tx, &product, &replacement));
    TRY(tx_commit(&tx));

    *ret = preview_what_if(ctx, &product, replacement, &(WhatIfCase){&subscription, *input});
    /* The operator's staff may ask for any tenant. */
    ret->view.receipt.tenant_id = tenant.id;
    ret->view.tenant_name = tenant.name;
    ret->view.tenant_domain = tenant.domain;
    return OK;
}

Err
try_what_ifs(Ctx *ctx, const char *sku, const WhatIfCase *what, size_t count, Preview *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Product product;
    const char *replacement;

    if (count == 0)
        return OK;
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_product_get(&tx, sku, ctx->arena, &product));
    TRY(find_replacement(ctx, &tx, &product, &replacement));
    TRY(tx_commit(&tx));

    for (size_t i = 0; i < count; i++)
        ret[i] = preview_what_if(ctx, &product, replacement, &what[i]);
    return OK;
}

Err
try_plan(Ctx *ctx, WhatIfPlan *plan)
{
    CLEANUP(tx_end) Tx tx = {0};
    Subscription reached = *plan->subscription;
    Product product;
    const char *replacement;
    Err err = OK;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_product_get(&tx, reached.sku, ctx->arena, &product));
    TRY(find_replacement(ctx, &tx, &product, &replacement));
    TRY(tx_commit(&tx));

    for (plan->tried = 0; plan->tried < plan->count && err == OK; plan->tried++) {
        Preview *preview = &plan->preview[plan->tried];
        *preview = preview_what_if(ctx, &product, replacement,
                                   &(WhatIfCase){&reached, plan->step[plan->tried]});
        err = preview->refused;
        if (err == OK)
            reached.holding = preview->view.receipt.after;
    }
    return OK;
}

Err
what_if(Ctx *ctx, const Id *subscription_id, const WhatIfInput *input, RedemptionView *ret)
{
    Preview preview;

    TRY(try_what_if(ctx, subscription_id, input, &preview));
    if (preview.refused != OK)
        ctx->refusal = preview.refusal;
    TRY(preview.refused);
    *ret = preview.view;
    return OK;
}
