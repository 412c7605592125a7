#include "service/redemptions/plan.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "service/keys/keys.h"
#include "service/subscriptions/subscriptions.h"

/* Why another product is meant, and which replaces a retired one (RULE KEY-9). */
static Err
refuse_product(const Plan *plan, Err err)
{
    const Product *product = &plan->product;

    if (product->retired && product->replaced_by != NULL)
        return refuse_with_text(plan->refusal, err, "replacedBy", product->replaced_by);
    return err;
}

static Err
plan_check_product(Plan *plan)
{
    plan->key_licenses = 0;
    for (size_t i = 0; i < plan->key_count; i++) {
        if (!text_equal(plan->key[i].sku, plan->product.sku))
            return refuse_product(plan, ERR_PRODUCT_MISMATCH);
        plan->key_licenses += plan->key[i].licenses;
    }
    return OK;
}

static bool
is_ended(SubscriptionStatus status)
{
    return status == SUBSCRIPTION_EXPIRED || status == SUBSCRIPTION_DISABLED;
}

static Err
refuse_existing(Ctx *ctx, Refusal *refusal, const Subscription *subscription)
{
    /* None of the others makes licences fewer: that is what letting it end is for (RULE SUB-2). */
    static const char *const CHOICES[] = {"extend", "add", "separate", "let-end", NULL};
    const char *id = arena_copy(ctx->arena, subscription->id.text, strlen(subscription->id.text));

    Err err = refuse_with_text(refusal, ERR_SUBSCRIPTION_EXISTS, "subscriptionId", id);
    return refuse_with_texts(refusal, err, "choices", CHOICES);
}

static void
take_subscription(Plan *plan, const Subscription *subscription)
{
    plan->subscription = *subscription;
    plan->found = true;
}

/* The subscription that the request names. Another product's cannot take the key (RULE KEY-9). */
static Err
load_named(Ctx *ctx, Tx *tx, const char *id, Plan *plan)
{
    if (!id_is(id, "sub_"))
        return refuse_member(plan->refusal, ERR_NOT_FOUND, "/subscriptionId", NULL);
    Id subscription_id = id_from(id);
    if (!text_equal(plan->named.id.text, id))
        TRY(store_subscription_get(tx, &ctx->actor.tenant_id, &subscription_id, ctx->arena,
                                   &plan->named));
    if (plan->named.voided)
        return ERR_NOT_FOUND;
    if (!text_equal(plan->named.sku, plan->product.sku))
        return refuse_product(plan, ERR_PRODUCT_MISMATCH);
    take_subscription(plan, &plan->named);
    return OK;
}

/* The two with the latest ends are enough to tell whether any is active, and whether only one is.
 */
static Err
list_of_product(Ctx *ctx, Tx *tx, const Plan *plan, SubscriptionList *ret)
{
    const ProductScope scope = {ctx->actor.tenant_id, plan->product.sku, .limit = 2};

    return store_subscription_list_of_product(tx, &scope, ctx->arena, ret);
}

/*
 * RULE SUB-3: A second active subscription of a product is opened only on purpose.
 * RULE SUB-2: One that has ended, and is not deleted yet, comes back.
 */
static Err
choose_for_activation(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *plan)
{
    SubscriptionList list;

    if (input->separate == 1)
        return OK;
    if (input->subscription_id != NULL)
        TRY(load_named(ctx, tx, input->subscription_id, plan));
    TRY(list_of_product(ctx, tx, plan, &list));
    for (size_t i = 0; i < list.count; i++) {
        SubscriptionStatus status = subscription_status(list.item[i].holding.ends_on, ctx->today);
        if (status == SUBSCRIPTION_ACTIVE)
            return refuse_existing(ctx, plan->refusal, &list.item[i]);
        if (is_ended(status) && !plan->found)
            take_subscription(plan, &list.item[i]);
    }
    if (plan->found &&
        !is_ended(subscription_status(plan->subscription.holding.ends_on, ctx->today)))
        return ERR_NOT_FOUND; /* it is deleted: leave the id out to begin anew */
    return OK;
}

/* Without an id, the only active subscription of the product is meant. */
static Err
choose_only(Ctx *ctx, Tx *tx, Plan *plan)
{
    SubscriptionList list;

    TRY(list_of_product(ctx, tx, plan, &list));
    for (size_t i = 0; i < list.count; i++) {
        if (subscription_status(list.item[i].holding.ends_on, ctx->today) != SUBSCRIPTION_ACTIVE)
            continue;
        if (plan->found)
            return refuse_member(plan->refusal, ERR_MEMBER_INVALID, "/subscriptionId",
                                 TR("There are several. Say which one is meant."));
        take_subscription(plan, &list.item[i]);
    }
    return plan->found ? OK : subscription_refuse_ended(plan->refusal);
}

static Err
choose_subscription(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *plan)
{
    if (plan->action == ACTION_ACTIVATE)
        return choose_for_activation(ctx, tx, input, plan);
    if (input->subscription_id == NULL)
        return choose_only(ctx, tx, plan);
    TRY(load_named(ctx, tx, input->subscription_id, plan));
    return subscription_check_active(ctx, &plan->subscription, plan->refusal);
}

static Err
refuse_calculation(Refusal *refusal, Err err, const CotermRequest *request)
{
    if (err == ERR_EXTENSION_OVER_LIMIT)
        return refuse_with_number(refusal, err, "addLicensesAtLeast",
                                  coterm_add_licenses_at_least(request));
    if (err == ERR_REMAINING_OVER_LIMIT)
        return refuse_with_number(refusal, err, "monthsAtMost", request->remaining_max);
    if (err == ERR_TOO_MANY_LICENSES)
        return refuse_with_number(refusal, err, "maxLicenses", LICENSES_MAX);
    return err;
}

/* RULE SUB-6: people would hold licences that are not there. */
static Err
check_assigned(const Ctx *ctx, const Plan *plan, int64_t licenses)
{
    const Subscription *subscription = &plan->subscription;

    if (!plan->found || subscription->assigned <= licenses)
        return OK;
    Err err = refuse_with_number(plan->refusal, ERR_LICENSES_IN_USE, "releaseAtLeast",
                                 subscription->assigned - licenses);
    return refuse_with_text(
        plan->refusal, err, "subscriptionId",
        arena_copy(ctx->arena, subscription->id.text, strlen(subscription->id.text)));
}

static Err
plan_calculate(const Ctx *ctx, Action action, int64_t add_licenses, Plan *plan)
{
    const CotermRequest request = {
        .today = ctx->today,
        .held = plan->subscription.holding,
        .key_licenses = plan->key_licenses,
        .add_licenses = add_licenses == INPUT_ABSENT ? plan->key_licenses : add_licenses,
        .remaining_max = (int32_t)ctx->policy->remaining_months_max,
    };
    Err err = ERR_INTERNAL;

    plan->action = action;
    if (action != ACTION_ADD && add_licenses != INPUT_ABSENT)
        return refuse_member(plan->refusal, ERR_MEMBER_INVALID, "/addLicenses",
                             TR("Only adding licences takes a number of licences to add."));
    if (request.add_licenses > plan->key_licenses)
        return refuse_member(plan->refusal, ERR_MEMBER_INVALID, "/addLicenses",
                             TR("The keys do not have that many licences."));
    if (action == ACTION_ACTIVATE)
        err = coterm_activate(&request, &plan->calculation);
    else if (action == ACTION_EXTEND)
        err = coterm_extend(&request, &plan->calculation);
    else
        err = coterm_add(&request, &plan->calculation);
    if (err != OK)
        return refuse_calculation(plan->refusal, err, &request);

    int64_t licenses = plan->calculation.after.licenses;
    if (licenses > plan->product.licenses_max)
        return refuse_with_number(plan->refusal, ERR_TOO_MANY_LICENSES, "maxLicenses",
                                  plan->product.licenses_max);
    return check_assigned(ctx, plan, licenses);
}

Err
find_replacement(Ctx *ctx, Tx *tx, const Product *product, const char **ret)
{
    Product replacement;

    *ret = NULL;
    if (!product->retired || product->replaced_by == NULL)
        return OK;
    TRY(store_product_get(tx, product->replaced_by, ctx->arena, &replacement));
    *ret = lang_name(ctx->lang, &replacement.name);
    return OK;
}

Err
plan_use(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *plan)
{
    plan->action = (Action)input->action;
    plan->found = false;
    plan->subscription = (Subscription){0};
    TRY(plan_check_product(plan));
    TRY(choose_subscription(ctx, tx, input, plan));
    return plan_calculate(ctx, plan->action, input->add_licenses, plan);
}

Err
plan_redemption(Ctx *ctx, Tx *tx, const RedeemInput *input, Plan *ret)
{
    const KeysMeant meant = {
        .tenant_id = input->tenant_id,
        .key = input->key,
        .key_count = input->key_count,
        .key_ref = input->key_ref,
        .key_ref_count = input->key_ref_count,
        .key_digest = input->key_digest,
        .key_digest_count = input->key_digest_count,
    };

    *ret = (Plan){.refusal = &ctx->refusal};
    TRY(find_named_keys(ctx, tx, &meant, &ret->key, &ret->key_count));
    TRY(store_product_get(tx, ret->key[0].sku, ctx->arena, &ret->product));
    TRY(find_replacement(ctx, tx, &ret->product, &ret->replacement));
    return plan_use(ctx, tx, input, ret);
}

Err
plan_what_if(const Ctx *ctx, const WhatIfInput *input, Plan *plan)
{
    TRY(subscription_check_active(ctx, &plan->subscription, plan->refusal));
    return plan_calculate(ctx, (Action)input->action, input->add_licenses, plan);
}

static void
warn(RedemptionView *view, const char *code, const char *text)
{
    assert(view->warning_count < WARNINGS_MAX);
    view->warning_code[view->warning_count] = code;
    view->warning[view->warning_count++] = text;
}

/* RULE CT-7: said before anything happens. */
void
view_warn(RedemptionView *view)
{
    const Receipt *receipt = &view->receipt;

    if (receipt->action == ACTION_ADD &&
        date_before(receipt->after.ends_on, receipt->before.ends_on))
        warn(view, "end-date-earlier",
             TR("The end date moves earlier, because more licences share the time."));
}

/* RULE BEN-6: an issued key can be used in every way, and it is said what comes after it. */
static void
warn_retired(const Ctx *ctx, const Plan *plan, RedemptionView *view)
{
    const char *text = TR("This product is no longer offered. What you have of it stays valid.");

    if (plan->replacement != NULL)
        text =
            arena_printf(ctx->arena,
                         lang_text(ctx->lang, TR("This product is no longer offered. What you "
                                                 "have of it stays valid; its successor is %s.")),
                         plan->replacement);
    if (plan->product.retired)
        warn(view, "product-retired", text);
}

static ReceiptKey *
receipt_keys(Ctx *ctx, const Plan *plan)
{
    ReceiptKey *key = ARENA_NEW_ARRAY(ctx->arena, ReceiptKey, plan->key_count);

    for (size_t i = 0; i < plan->key_count; i++) {
        memcpy(key[i].ref, plan->key[i].ref, sizeof(key[i].ref));
        key[i].licenses = plan->key[i].licenses;
    }
    return key;
}

void
plan_view(Ctx *ctx, const Plan *plan, RedemptionView *ret)
{
    const Calculation *calculation = &plan->calculation;
    bool activate = plan->action == ACTION_ACTIVATE;

    *ret = (RedemptionView){
        .calculation = *calculation,
        .tenant_name = ctx->actor.tenant_name,
        .tenant_domain = ctx->actor.tenant_domain,
    };
    ret->receipt = (Receipt){
        .tenant_id = ctx->actor.tenant_id,
        .subscription_id = plan->subscription.id,
        .number = plan->subscription.receipts + 1,
        .action = plan->action,
        .today = ctx->today,
        .key_licenses = plan->key_licenses,
        .licenses_added = calculation->licenses_added,
        .rule = coterm_rule_number(calculation->rule),
        .pool = calculation->pool,
        .ticks_each = calculation->ticks_each,
        .held = plan->found,
        .before = plan->subscription.holding,
        .before_starts_on = plan->subscription.starts_on,
        .after = calculation->after,
        .after_starts_on = activate ? ctx->today : plan->subscription.starts_on,
        .key = receipt_keys(ctx, plan),
        .key_count = plan->key_count,
        .sku = plan->product.sku,
        .name = plan->product.name,
    };
    view_warn(ret);
    warn_retired(ctx, plan, ret);
}
