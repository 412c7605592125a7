#include "portal/benefits/benefits.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "service/sign_in/sign_in.h"
#include "service/subscriptions/subscriptions.h"

enum { SOON_DAYS = 30, SUBSCRIPTIONS_AT_ONCE = 200, EXTENSIONS_MAX = 200 };

/* --- words ---------------------------------------------------------------------------------- */

const char *
benefit_status_text(BenefitStatus status)
{
    static const char *const TEXTS[] = {
        TR("Not used"),
        TR("Used in part"),
        TR("Used"),
        TR("Expired"),
    };

    return TEXTS[status];
}

const char *
key_status_text(KeyStatus status)
{
    static const char *const TEXTS[] = {
        TR("Not shown yet"), TR("Shown"), TR("Redeemed"), TR("Blocked"), TR("Expired"),
    };

    return TEXTS[status];
}

const char *
category_text(ProductKind kind)
{
    static const char *const TEXTS[] = {
        TR("Licence-based"),
        TR("Usage-based credit"),
        TR("Technical support"),
    };

    return TEXTS[kind];
}

/* What must be used soon says how soon. */
static Badge
days_left_or(Badge badge, Date last, Date today)
{
    int32_t days = date_days_between(today, last);

    if (days > SOON_DAYS)
        return badge;
    return (Badge){.kind = "warn", .icon = "clock", .text = "", .days = days};
}

/* A credit is there for whoever holds it, from the first day on. */
static Badge
badge_of_credit(BenefitStatus status)
{
    if (status == BENEFIT_READY)
        return (Badge){"warn", "exclamation-triangle", TR("Not assigned"), -1};
    return (Badge){"ok", "check-circle", TR("In use"), -1};
}

Badge
benefit_badge(const BenefitView *view, Date today)
{
    static const struct {
        const char *kind;
        const char *icon;
    } LOOKS[] = {{"", "gift"}, {"ok", "check-circle"}, {"ok", "check-circle"}, {"bad", "x-circle"}};
    Badge badge = {LOOKS[view->status].kind, LOOKS[view->status].icon,
                   benefit_status_text(view->status), -1};
    bool open = view->status == BENEFIT_READY || view->status == BENEFIT_ACTIVE;

    if (open && view->benefit.kind == PRODUCT_CREDIT)
        badge = badge_of_credit(view->status);
    return open ? days_left_or(badge, view->use_by, today) : badge;
}

bool
key_is_open(const KeyRecord *key, Date today)
{
    return key_status(key->state, key->redeem_by, today) <= KEY_STATUS_REVEALED;
}

Badge
key_badge(KeyStatus status, Date redeem_by, Date today)
{
    static const struct {
        const char *kind;
        const char *icon;
    } LOOKS[] = {
        {"", "key"}, {"", "eye"}, {"ok", "check-circle"}, {"bad", "x-circle"}, {"bad", "x-circle"}};
    Badge badge = {LOOKS[status].kind, LOOKS[status].icon, key_status_text(status), -1};

    return status <= KEY_STATUS_REVEALED ? days_left_or(badge, redeem_by, today) : badge;
}

bool
is_refused(const BenefitDetail *view, const KeyRecord *key)
{
    return view->refused_ref != NULL && text_equal(view->refused_ref, key->ref);
}

/* --- what there is besides ------------------------------------------------------------------ */

/* RULE KEY-9: a key fits subscriptions of its product; RULE SUB-2: of those, the active ones. */
static Err
load_subscriptions(Ctx *ctx, const char *sku, BenefitDetail *detail)
{
    SubscriptionList list;

    TRY(list_subscriptions_of_product(ctx, sku, SUBSCRIPTIONS_AT_ONCE, &list));
    detail->subscription = list.item;
    while (detail->subscription_count < list.count) {
        Date ends_on = list.item[detail->subscription_count].holding.ends_on;
        if (subscription_status(ends_on, ctx->today) != SUBSCRIPTION_ACTIVE)
            break; /* and so are all behind it, whose ends are earlier */
        detail->subscription_count++;
    }
    return OK;
}

const Extension *
find_extension(const BenefitDetail *detail, const Subscription *subscription, const KeyRecord *key)
{
    for (size_t i = 0; i < detail->extension_count; i++)
        if (detail->extension[i].subscription == subscription &&
            detail->extension[i].key_licenses == key->licenses)
            return &detail->extension[i];
    return NULL;
}

static Err
add_extension(Ctx *ctx, const Subscription *subscription, const KeyRecord *key,
              BenefitDetail *detail)
{
    WhatIfInput input = DEFAULTS_OF(WHAT_IF_INPUT);
    Extension extension = {
        .subscription = subscription,
        .key_licenses = key->licenses,
    };

    input.action = ACTION_EXTEND;
    input.licenses = key->licenses;
    ctx->refusal = (Refusal){0};
    TRY(try_what_if(ctx, &subscription->id, &input, &extension.preview));
    extension.fault = fault_of(ctx, extension.preview.refused);
    extension.licenses_that_fit = refusal_number(ctx, "addLicensesAtLeast");
    detail->extension[detail->extension_count++] = extension;
    return OK;
}

/* RULE CT-7: worked out once for all keys of a size, and by nobody but the engine. */
static Err
load_extensions_of(Ctx *ctx, const KeyRecord *key, BenefitDetail *detail)
{
    for (size_t i = 0; i < detail->subscription_count; i++) {
        const Subscription *subscription = &detail->subscription[i];
        if (detail->extension_count < EXTENSIONS_MAX &&
            find_extension(detail, subscription, key) == NULL)
            TRY(add_extension(ctx, subscription, key, detail));
    }
    return OK;
}

static Err
load_extensions(Ctx *ctx, BenefitDetail *detail)
{
    const BenefitView *benefit = detail->benefit;

    detail->extension = ARENA_NEW_ARRAY(ctx->arena, Extension, EXTENSIONS_MAX);
    for (size_t i = 0; i < benefit->key_count; i++)
        if (key_is_open(&benefit->key[i], ctx->today))
            TRY(load_extensions_of(ctx, &benefit->key[i], detail));
    return OK;
}

Err
load_detail(Ctx *ctx, const BenefitView *benefit, BenefitDetail *ret)
{
    const Actor *actor = &ctx->actor;
    bool own = !id_is_empty(&actor->tenant_id);
    BenefitDetail detail = {
        .benefit = benefit,
        .today = ctx->today,
        .tenant_id = actor->tenant_id.text,
        .may_reveal = own && role_permits(actor->roles, PERMIT_KEY_REVEAL),
        .may_redeem = own && role_permits(actor->roles, PERMIT_REDEEM),
    };

    if (own && benefit->benefit.kind == PRODUCT_LICENSE)
        TRY(load_subscriptions(ctx, benefit->benefit.sku, &detail));
    if (own && !detail.may_redeem)
        TRY(list_administrators(ctx, &detail.administrators));
    if (detail.may_redeem) {
        const Refusal refusal = ctx->refusal; /* of the request, where its page is shown again */
        TRY(load_extensions(ctx, &detail));
        ctx->refusal = refusal;
    }
    *ret = detail;
    return OK;
}
