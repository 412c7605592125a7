#include "portal/redemptions/key_plan.h"

#include "base/text/text.h"
#include "domain/subscription.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/benefits/benefits.h"

enum { SUBJECT_MAX = 64, SUBJECTS_MAX = 200 };

typedef struct KeyPlanQuery {
    const char *subject; /* the id of a subscription, or the SKU of a new one's product */
    int64_t licenses;
    int64_t until;
} KeyPlanQuery;

// clang-format off
SHAPE_OPTIONAL(KEY_PLAN_QUERY, KeyPlanQuery,
    FIELD(KeyPlanQuery, TEXT, subject,  "for",      .min = 1, .max = SUBJECT_MAX),
    FIELD(KeyPlanQuery, INT,  licenses, "licenses", .min = 1, .max = LICENSES_MAX),
    FIELD(KeyPlanQuery, DATE, until,    "until"),
);
// clang-format on

static bool
is_product_known(const KeyPlanPage *view, const char *sku)
{
    for (size_t i = 0; i < view->product_count; i++)
        if (text_equal(view->product[i].sku, sku))
            return true;
    return false;
}

/* Those that can still be redeemed come first: behind them there is none of another product. */
static Err
load_products_with_keys(Ctx *ctx, KeyPlanPage *view)
{
    KeyQuery query = DEFAULTS_OF(KEY_QUERY);
    KeyViewList list;

    query.limit = SUBJECTS_MAX;
    TRY(list_keys(ctx, &query, &list));
    view->product = ARENA_NEW_ARRAY(ctx->arena, PlannedProduct, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const KeyView *key = &list.item[i];
        if (key->status <= KEY_STATUS_REVEALED && !is_product_known(view, key->key.sku))
            view->product[view->product_count++] = (PlannedProduct){key->key.sku, key->name};
    }
    return OK;
}

static Err
load_subjects(Ctx *ctx, KeyPlanPage *view)
{
    SubscriptionListQuery active = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);

    if (id_is_empty(&ctx->actor.tenant_id))
        return OK;
    active.limit = SUBJECTS_MAX;
    active.status = SUBSCRIPTION_ACTIVE;
    active.sort = sort_rising(SUBSCRIPTION_BY_NAME);
    TRY(find_subscriptions(ctx, &active, &view->subscriptions));
    return load_products_with_keys(ctx, view);
}

/* What no keys can do is an answer; what is not there is none. */
static Err
work_out_plan(Ctx *ctx, KeyPlanPage *view)
{
    bool exists = id_is(view->subject, "sub_");
    KeyPlanInput input = DEFAULTS_OF(KEY_PLAN_INPUT);
    KeyPlan *plan = ARENA_NEW(ctx->arena, KeyPlan);

    input.subscription_id = exists ? view->subject : NULL;
    input.sku = exists ? NULL : view->subject;
    input.licenses = view->licenses;
    input.until = view->until;
    Err err = plan_with_keys(ctx, &input, plan);
    if (!err_is_refusal(err) || err == ERR_NOT_FOUND)
        TRY(err);
    view->fault = fault_of(ctx, err);
    if (err != OK)
        return OK;
    view->plan = plan;
    view->name = lang_name(ctx->lang, &plan->product.name);
    return OK;
}

Err
page_key_plan(Ctx *ctx, const Request *request, Reply *reply)
{
    const KeyPlanQuery *query = request->query;
    KeyPlanPage view = {
        .subject = query->subject,
        .licenses = query->licenses,
        .until = query->until,
        .may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM),
    };

    TRY(load_subjects(ctx, &view));
    if (view.subject != NULL && view.licenses != INPUT_ABSENT && view.until != INPUT_ABSENT)
        TRY(work_out_plan(ctx, &view));
    Html page = page_begin(ctx, request, reply, TR("Which of my keys?"));
    html_key_plan(&page, &view);
    return page_end(&page);
}
