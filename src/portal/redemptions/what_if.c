#include "portal/redemptions/what_if.h"

#include "domain/key.h"
#include "domain/subscription.h"
#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"
#include "service/subscriptions/subscriptions.h"

typedef struct WhatIfQuery {
    WhatIfInput input; /* without the action, which follows from the way */
    const char *subscription_id;
    int64_t way;
    const char *key_ref; /* of a key that one has; its licences count, not those that are said */
    const char *steps;   /* of a plan: what_if_steps.c */
    int64_t then;        /* 1: the key that is asked about becomes the last of them */
} WhatIfQuery;

static SHAPE_OPTIONAL_WITHOUT(ASKED, WHAT_IF_INPUT, "action");

// clang-format off
SHAPE_AROUND(WHAT_IF_PAGE_QUERY, WhatIfQuery, input, ASKED,
    FIELD(WhatIfQuery, ID, subscription_id, "subscriptionId", .prefix = "sub_", .optional = true),
    FIELD(WhatIfQuery, CHOICE, way, "action", .choices = WAY_NAMES, .optional = true),
    FIELD(WhatIfQuery, TEXT, key_ref, "keyRef", .min = 1, .max = KEY_REF_SIZE, .optional = true),
    FIELD(WhatIfQuery, TEXT, steps, "steps",
          .min = 1, .max = WHAT_IF_STEPS_TEXT_MAX, .optional = true),
    FIELD(WhatIfQuery, BOOL, then, "then", .optional = true),
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

static WhatIfInput
input_of_step(const WhatIfStep *step)
{
    WhatIfInput input = DEFAULTS_OF(WHAT_IF_INPUT);

    input.action = action_of(step->way);
    input.licenses = step->licenses;
    if (step->way == WAY_SPLIT)
        input.add_licenses = step->add_licenses;
    return input;
}

/* The key that is asked about comes after the steps. */
static size_t
take_asked(WhatIfPage *view)
{
    if (view->licenses == INPUT_ABSENT)
        return view->step_count;
    view->add_licenses = licenses_to_add(view->add_licenses, view->licenses);
    view->step[view->step_count] = (WhatIfStep){
        .way = view->way,
        .licenses = view->licenses,
        .add_licenses = view->add_licenses,
        .ref = view->ref,
    };
    return view->step_count + 1;
}

static void
view_step(Ctx *ctx, const Preview *preview, WhatIfStep *step)
{
    step->tried = true;
    step->preview = *preview;
    step->fault = fault_said(ctx, preview->refused, &preview->refusal);
}

static Err
calculate_what_if(Ctx *ctx, WhatIfPage *view)
{
    size_t count = take_asked(view);
    WhatIfInput input[WHAT_IF_STEPS_MAX + 1];
    WhatIfPlan plan = {
        .subscription = view->chosen,
        .step = input,
        .count = count,
        .preview = ARENA_NEW_ARRAY(ctx->arena, Preview, WHAT_IF_STEPS_MAX + 1),
    };

    if (view->chosen == NULL || count == 0)
        return OK;
    for (size_t i = 0; i < count; i++)
        input[i] = input_of_step(&view->step[i]);
    TRY(try_plan(ctx, &plan));
    for (size_t i = 0; i < plan.tried; i++)
        view_step(ctx, &plan.preview[i], &view->step[i]);
    if (plan.tried <= view->step_count)
        return OK;
    view->calculated = true;
    view->preview = view->step[view->step_count].preview;
    view->fault = view->step[view->step_count].fault;
    view->licenses_that_fit = licenses_that_fit(&view->preview);
    return OK;
}

static Err
read_plan(Ctx *ctx, const WhatIfQuery *query, WhatIfPage *view)
{
    char *ref = arena_alloc(ctx->arena, KEY_REF_SIZE, 1);

    if (!read_steps(ctx->arena, query->steps, view) ||
        (query->then == 1 && view->step_count == WHAT_IF_STEPS_MAX))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/steps",
                             TR("A plan has at most 12 steps, each a way and a number."));
    if (query->key_ref != NULL && !key_ref_parse(query->key_ref, ref))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/keyRef", NULL);
    view->ref = query->key_ref != NULL ? ref : NULL;
    return OK;
}

/* A plan is its address: whoever is sent it sees the same, of a subscription of theirs. */
static void
take_steps(Ctx *ctx, const WhatIfQuery *query, WhatIfPage *view)
{
    if (query->then == 1 && view->licenses != INPUT_ABSENT) {
        view->step_count = take_asked(view);
        view->licenses = view->add_licenses = INPUT_ABSENT;
        view->ref = NULL;
    }
    view->steps = steps_text(ctx->arena, view, view->step_count);
    for (size_t i = 0; i < view->step_count; i++) {
        WhatIfQuery rest = DEFAULTS_OF(WHAT_IF_PAGE_QUERY);
        const char *steps = steps_text(ctx->arena, view, i);
        rest.subscription_id = query->subscription_id;
        rest.steps = *steps == '\0' ? NULL : steps;
        view->step[i].without = address_of(ctx, "/what-if", WHAT_IF_PAGE_QUERY, &rest);
    }
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

    TRY(read_plan(ctx, query, &view));
    TRY(load_what_if_subscriptions(ctx, &view));
    TRY(choose(ctx, query->subscription_id, &view));
    TRY(load_held_keys(ctx, &view));
    take_steps(ctx, query, &view);
    TRY(calculate_what_if(ctx, &view));
    Html page = page_begin(ctx, request, reply, TR("What if"));
    html_what_if(&page, &view);
    return page_end(&page);
}
