/*
 * /benefits/{id}: one benefit in full, with its keys; and showing a key.
 */
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
badge_of_credit(const BenefitView *view)
{
    if (view->status == BENEFIT_ACTIVE && view->percent >= 100)
        return (Badge){"bad", "pause-circle", TR("Used up"), -1};
    if (view->status == BENEFIT_ACTIVE && view->percent >= CREDIT_LOW_PERCENT)
        return (Badge){"warn", "exclamation-triangle", TR("Nearly used up"), -1};
    if (view->status == BENEFIT_READY)
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
        badge = badge_of_credit(view);
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
load_benefit_subscriptions(Ctx *ctx, const char *sku, BenefitDetail *detail)
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

static void
add_extensions(const KeyRecord *key, BenefitDetail *detail)
{
    for (size_t i = 0; i < detail->subscription_count; i++) {
        const Subscription *subscription = &detail->subscription[i];
        if (detail->extension_count < EXTENSIONS_MAX &&
            find_extension(detail, subscription, key) == NULL)
            detail->extension[detail->extension_count++] = (Extension){
                .subscription = subscription,
                .key_licenses = key->licenses,
            };
    }
}

static void
view_extension(Ctx *ctx, const Preview *preview, Extension *extension)
{
    extension->preview = *preview;
    extension->fault = fault_said(ctx, preview->refused, &preview->refusal);
    extension->licenses_that_fit = licenses_that_fit(preview);
}

/* RULE CT-7: worked out by nobody but the engine. */
static Err
try_extensions(Ctx *ctx, BenefitDetail *detail)
{
    size_t count = detail->extension_count;
    WhatIfCase *what = ARENA_NEW_ARRAY(ctx->arena, WhatIfCase, count);
    Preview *preview = ARENA_NEW_ARRAY(ctx->arena, Preview, count);

    for (size_t i = 0; i < count; i++)
        what[i] = (WhatIfCase){
            .subscription = detail->extension[i].subscription,
            .input = {.action = ACTION_EXTEND,
                      .licenses = detail->extension[i].key_licenses,
                      .add_licenses = INPUT_ABSENT},
        };
    TRY(try_what_ifs(ctx, detail->benefit->benefit.sku, what, count, preview));
    for (size_t i = 0; i < count; i++)
        view_extension(ctx, &preview[i], &detail->extension[i]);
    return OK;
}

/* Once for all keys of a size. */
static Err
load_extensions(Ctx *ctx, BenefitDetail *detail)
{
    const BenefitView *benefit = detail->benefit;

    detail->extension = ARENA_NEW_ARRAY(ctx->arena, Extension, EXTENSIONS_MAX);
    for (size_t i = 0; i < benefit->key_count; i++)
        if (key_is_open(&benefit->key[i], ctx->today))
            add_extensions(&benefit->key[i], detail);
    return try_extensions(ctx, detail);
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
        TRY(load_benefit_subscriptions(ctx, benefit->benefit.sku, &detail));
    if (own && !detail.may_redeem)
        TRY(list_administrators(ctx, &detail.administrators));
    if (detail.may_redeem)
        TRY(load_extensions(ctx, &detail));
    *ret = detail;
    return OK;
}
