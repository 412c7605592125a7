#include "portal/redemptions/activate.h"

#include "html/page.h"
#include "portal/portal.h"
#include "service/subscriptions/subscriptions.h"

/* --- 1 and 2: the organisation, and the key ------------------------------------------------- */

typedef struct ActivateQuery {
    const char *key_ref;
    const char *subscription_id;
} ActivateQuery;

// clang-format off
SHAPE_OPTIONAL(ACTIVATE_QUERY, ActivateQuery,
    FIELD(ActivateQuery, TEXT, key_ref,         "keyRef",         .min = 1, .max = KEY_REF_SIZE),
    FIELD(ActivateQuery, ID,   subscription_id, "subscriptionId", .prefix = "sub_"),
);
// clang-format on

static Err
show_activation_entry(Ctx *ctx, const Request *request, Reply *reply, ActivateEntry *view)
{
    view->email = ctx->actor.email;
    view->tenant_id = ctx->actor.tenant_id;
    view->entry.action = "activate";
    Html page = page_begin(ctx, request, reply, TR("Activate a subscription"));
    html_activate_entry(&page, view);
    return page_end(&page);
}

/* RULE SUB-2: what has ended comes back; only keys of its product are offered then. */
static Err
load_activation_entry(Ctx *ctx, const Request *request, const char *subscription_id,
                      ActivateEntry *view)
{
    Subscription subscription = {0};

    if (subscription_id != NULL) {
        Id id = id_from(subscription_id);
        TRY(get_subscription(ctx, &id, &subscription));
    }
    view->entry.subscription_id = subscription_id;
    return load_key_choices(ctx, request, subscription.sku, &view->entry);
}

Err
page_activate(Ctx *ctx, const Request *request, Reply *reply)
{
    const ActivateQuery *query = request->query;
    ActivateEntry view = {.entry.asked_ref = query->key_ref};

    TRY(load_activation_entry(ctx, request, query->subscription_id, &view));
    return show_activation_entry(ctx, request, reply, &view);
}

Err
page_activate_again(Ctx *ctx, const Request *request, Reply *reply)
{
    const char *id = form_value(&request->form, "subscriptionId");
    ActivateEntry view = {0};

    TRY(explain_entry(ctx, request, &view.entry));
    TRY(load_activation_entry(ctx, request, id != NULL && id_is(id, "sub_") ? id : NULL, &view));
    return show_activation_entry(ctx, request, reply, &view);
}

/* --- 3: check and redeem -------------------------------------------------------------------- */

/*
 * RULE SUB-3: where the product is active already, the page offers to extend it or add to it, and
 * shows what a separate subscription would be, which must be asked for.
 */
static Err
preview_activation(Ctx *ctx, RedeemCheck *check)
{
    enum { AS_USUAL, SEPARATE, COUNT };
    const DraftChoice choice[COUNT] = {
        [AS_USUAL] = {.action = ACTION_ACTIVATE, .add_licenses = INPUT_ABSENT},
        [SEPARATE] = {.action = ACTION_ACTIVATE, .add_licenses = INPUT_ABSENT, .separate = true},
    };
    Preview preview[COUNT];

    TRY(preview_draft(ctx, &check->draft, choice, COUNT, preview));
    check->exists = preview[AS_USUAL].refused == ERR_SUBSCRIPTION_EXISTS;
    if (check->exists) {
        Id existing = id_from(text_said(&preview[AS_USUAL].refusal, "subscriptionId"));
        TRY(get_subscription(ctx, &existing, &check->subscription));
    }
    check->preview = preview[check->exists ? SEPARATE : AS_USUAL];
    check->fault = fault_said(ctx, check->preview.refused, &check->preview.refusal);
    return OK;
}

static Err
load_activate_check(Ctx *ctx, const Request *request, RedeemCheck *check)
{
    Id id;

    TRY(request_id(request, 0, "drf_", &id));
    TRY(load_draft(ctx, &id, check));
    return is_done(check) ? OK : preview_activation(ctx, check);
}

static Err
show_activation_check(Ctx *ctx, const Request *request, Reply *reply, const RedeemCheck *check)
{
    Html page = page_begin(ctx, request, reply, TR("Activate a subscription: check the result"));

    html_activate_check(&page, check);
    return page_end(&page);
}

Err
page_activate_check(Ctx *ctx, const Request *request, Reply *reply)
{
    RedeemCheck check = {.way = WAY_ACTIVATE};

    TRY(load_activate_check(ctx, request, &check));
    if (is_done(&check))
        return go_to_receipt(ctx, reply, &check.draft.draft.redemption_id);
    return show_activation_check(ctx, request, reply, &check);
}

Err
page_activate_redeem(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;

    TRY(request_id(request, 0, "drf_", &id));
    return redeem_by_form(ctx, request, &id, NULL, reply);
}

Err
page_activate_redeem_again(Ctx *ctx, const Request *request, Reply *reply)
{
    RedeemCheck check = {.way = WAY_ACTIVATE};

    explain_refusal(ctx, request, &check);
    TRY(load_activate_check(ctx, request, &check));
    if (is_done(&check))
        return ERR_NOT_FOUND;
    return show_activation_check(ctx, request, reply, &check);
}
