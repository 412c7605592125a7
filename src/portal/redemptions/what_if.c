#include "portal/redemptions/what_if.h"

#include "domain/subscription.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/subscriptions/subscriptions.h"

typedef struct WhatIfQuery {
    WhatIfInput input; /* without the action, which follows from the way */
    const char *subscription_id;
    int64_t way;
} WhatIfQuery;

static SHAPE_OPTIONAL_WITHOUT(ASKED, WHAT_IF_INPUT, "action");

// clang-format off
SHAPE_AROUND(WHAT_IF_PAGE_QUERY, WhatIfQuery, input, ASKED,
    FIELD(WhatIfQuery, ID, subscription_id, "subscriptionId", .prefix = "sub_", .optional = true),
    FIELD(WhatIfQuery, CHOICE, way, "action", .choices = WAY_NAMES, .optional = true),
);
// clang-format on

enum { SHOWN_MAX = 200 };

/* The tenant's own active ones; the operator's staff come from the page of one. */
static Err
load_what_if_subscriptions(Ctx *ctx, WhatIfPage *view)
{
    SubscriptionListQuery active = DEFAULTS_OF(SUBSCRIPTION_LIST_QUERY);

    active.limit = SHOWN_MAX;
    active.status = SUBSCRIPTION_ACTIVE;
    active.sort = sort_rising(SUBSCRIPTION_BY_NAME);
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
calculate_what_if(Ctx *ctx, WhatIfPage *view)
{
    if (view->chosen == NULL || view->licenses == INPUT_ABSENT)
        return OK;
    view->add_licenses = licenses_to_add(view->add_licenses, view->licenses);
    WhatIfInput input = DEFAULTS_OF(WHAT_IF_INPUT);
    input.action = action_of(view->way);
    input.licenses = view->licenses;
    if (view->way == WAY_SPLIT)
        input.add_licenses = view->add_licenses;
    TRY(try_what_if(ctx, &view->chosen->id, &input, &view->preview));
    view->calculated = true;
    view->fault = fault_said(ctx, view->preview.refused, &view->preview.refusal);
    view->licenses_that_fit = licenses_that_fit(&view->preview);
    return OK;
}

Err
page_what_if(Ctx *ctx, const Request *request, Reply *reply)
{
    const WhatIfQuery *query = request->query;
    WhatIfPage view = {
        .licenses = query->input.licenses,
        .way = way_here(query->way),
        .add_licenses = query->input.add_licenses,
        .may_redeem = role_permits(ctx->actor.roles, PERMIT_REDEEM),
    };

    TRY(load_what_if_subscriptions(ctx, &view));
    TRY(choose(ctx, query->subscription_id, &view));
    TRY(calculate_what_if(ctx, &view));
    Html page = page_begin(ctx, request, reply, TR("What would a key change?"));
    html_what_if(&page, &view);
    return page_end(&page);
}
