#include "portal/redemptions/what_if.h"

#include "domain/subscription.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/subscriptions/subscriptions.h"

typedef struct WhatIfQuery {
    const char *subscription_id;
    int64_t licenses;
    int64_t way;
    int64_t add_licenses;
} WhatIfQuery;

// clang-format off
SHAPE_OPTIONAL(WHAT_IF_PAGE_QUERY, WhatIfQuery,
    FIELD(WhatIfQuery, ID,     subscription_id, "subscriptionId", .prefix = "sub_"),
    FIELD(WhatIfQuery, INT,    licenses,        "licenses",       .min = 1, .max = KEY_LICENSES_MAX),
    FIELD(WhatIfQuery, CHOICE, way,             "action",         .choices = WAY_NAMES),
    FIELD(WhatIfQuery, INT,    add_licenses,    "addLicenses",    .min = 0, .max = KEY_LICENSES_MAX),
);
// clang-format on

enum { SHOWN_MAX = 200 };

/* The tenant's own active ones; the operator's staff come from the page of one. */
static Err
load_subscriptions(Ctx *ctx, WhatIfPage *view)
{
    const SubscriptionListQuery active = {
        .limit = SHOWN_MAX,
        .status = SUBSCRIPTION_ACTIVE,
        .sort = sort_rising(SUBSCRIPTION_BY_NAME),
    };

    if (id_is_empty(&ctx->actor.tenant_id))
        return OK;
    return find_subscriptions(ctx, &active, &view->subscriptions);
}

static Err
choose(Ctx *ctx, const char *text, WhatIfPage *view)
{
    Subscription *chosen = ARENA_NEW(ctx->arena, Subscription);
    Id id = id_from(text);

    if (text == NULL)
        return OK;
    TRY(get_subscription(ctx, &id, chosen));
    if (chosen->voided)
        return ERR_NOT_FOUND;
    view->chosen = chosen;
    return OK;
}

static Err
calculate(Ctx *ctx, WhatIfPage *view)
{
    if (view->chosen == NULL || view->licenses == INPUT_ABSENT)
        return OK;
    view->add_licenses = licenses_to_add(view->add_licenses, view->licenses);
    const WhatIfInput input = {
        .action = action_of(view->way),
        .licenses = view->licenses,
        .add_licenses = view->way == WAY_SPLIT ? view->add_licenses : INPUT_ABSENT,
    };

    TRY(try_what_if(ctx, &view->chosen->id, &input, &view->preview));
    view->calculated = true;
    view->fault = fault_of(ctx, view->preview.refused);
    if (view->preview.refused == ERR_EXTENSION_OVER_LIMIT)
        view->licenses_that_fit = refusal_number(ctx, "addLicensesAtLeast");
    return OK;
}

Err
page_what_if(Ctx *ctx, const Request *request, Reply *reply)
{
    const WhatIfQuery *query = request->query;
    WhatIfPage view = {
        .licenses = query->licenses,
        .way = way_here(query->way),
        .add_licenses = query->add_licenses,
        .licenses_that_fit = INPUT_ABSENT,
        .may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM),
    };

    TRY(load_subscriptions(ctx, &view));
    TRY(choose(ctx, query->subscription_id, &view));
    TRY(calculate(ctx, &view));
    Html page = page_begin(ctx, request, reply, TR("What would a key change?"));
    html_what_if(&page, &view);
    return page_end(&page);
}
