/*
 * The keys one has, as steps of a plan: by their references, which are no secret.
 */
#include "portal/redemptions/what_if.h"

#include "base/text/text.h"
#include "service/benefits/benefits.h"

enum { HELD_MAX = 200 };

/* Whatever the list leaves out, those that the plan names are in it. */
static KeyQuery
query_of(const Ctx *ctx, const WhatIfPage *view)
{
    KeyQuery query = DEFAULTS_OF(KEY_QUERY);
    const char **ref = ARENA_NEW_ARRAY(ctx->arena, const char *, WHAT_IF_STEPS_MAX + 1);

    query.limit = HELD_MAX;
    query.sku = view->chosen != NULL ? view->chosen->sku : NULL;
    for (size_t i = 0; i < view->step_count; i++)
        if (view->step[i].ref != NULL)
            ref[query.ref_count++] = view->step[i].ref;
    if (view->ref != NULL)
        ref[query.ref_count++] = view->ref;
    query.ref = ref;
    return query;
}

static const KeyChoice *
find_held(const WhatIfPage *view, const char *ref)
{
    for (size_t i = 0; ref != NULL && i < view->held_count; i++)
        if (text_equal(view->held[i].ref, ref))
            return &view->held[i];
    return NULL;
}

static bool
is_named_twice(const WhatIfPage *view)
{
    for (size_t i = 0; i < view->step_count; i++) {
        const char *ref = view->step[i].ref;
        if (ref != NULL && view->ref != NULL && text_equal(ref, view->ref))
            return true;
        for (size_t j = 0; ref != NULL && j < i; j++)
            if (view->step[j].ref != NULL && text_equal(view->step[j].ref, ref))
                return true;
    }
    return false;
}

/* The keys say themselves how many licences they have, not whoever wrote the address. */
static void
say_of_named(WhatIfPage *view)
{
    for (size_t i = 0; i < view->step_count; i++) {
        WhatIfStep *step = &view->step[i];
        const KeyChoice *key = find_held(view, step->ref);
        step->gone = step->ref != NULL && key == NULL;
        if (step->ref != NULL && key != NULL)
            step->licenses = key->licenses;
    }
    if (view->ref == NULL)
        return;
    const KeyChoice *key = find_held(view, view->ref);
    view->gone = key == NULL;
    view->licenses = key != NULL ? key->licenses : INPUT_ABSENT;
}

Err
load_held_keys(Ctx *ctx, WhatIfPage *view)
{
    KeyViewList list = {0};

    if (is_named_twice(view))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/steps",
                             TR("The same key stands in the plan twice."));
    if (role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ) &&
        !id_is_empty(&ctx->actor.tenant_id)) {
        const KeyQuery query = query_of(ctx, view);
        TRY(list_keys(ctx, &query, &list));
    }
    view->held = ARENA_NEW_ARRAY(ctx->arena, KeyChoice, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const KeyView *key = &list.item[i];
        if (key->status <= KEY_STATUS_REVEALED)
            view->held[view->held_count++] = (KeyChoice){
                .ref = key->key.ref,
                .product = key->name,
                .licenses = key->key.licenses,
                .redeem_by = key->key.redeem_by,
                .chosen = view->ref != NULL && text_equal(view->ref, key->key.ref),
            };
    }
    say_of_named(view);
    return OK;
}
