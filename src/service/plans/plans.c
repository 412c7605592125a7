#include "service/plans/plans.h"

#include "domain/plan.h"
#include "service/directory/directory.h"
#include "service/subscriptions/subscriptions.h"

/* --- load: the facts ------------------------------------------------------------------------- */

static Err
load_what_is_planned(Ctx *ctx, Tx *tx, const KeyPlanInput *input, KeyPlan *plan)
{
    if ((input->subscription_id == NULL) == (input->sku == NULL))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/subscriptionId",
                             TR("Name either a subscription or a product."));
    if (input->sku != NULL && id_is_empty(&ctx->actor.tenant_id))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/subscriptionId",
                             TR("There are several. Say which one is meant."));
    if (input->sku != NULL)
        return store_product_get(tx, input->sku, ctx->arena, &plan->product);
    const Id id = id_from(input->subscription_id);
    TRY(get_subscription(ctx, &id, &plan->subscription));
    if (plan->subscription.voided)
        return ERR_NOT_FOUND;
    TRY(subscription_check_active(ctx, &plan->subscription, &ctx->refusal));
    return store_product_get(tx, plan->subscription.sku, ctx->arena, &plan->product);
}

/* The operator's staff, who have no partner, plan with the keys of the subscription's. */
static Err
find_partner_of_plan(Ctx *ctx, Tx *tx, const KeyPlan *plan, const char **ret)
{
    Tenant tenant;

    *ret = NULL;
    if (!id_is_empty(&ctx->actor.tenant_id))
        return OK;
    TRY(store_tenant_get(tx, &plan->subscription.tenant_id, ctx->arena, &tenant));
    *ret = arena_copy(ctx->arena, tenant.partner_id.text, strlen(tenant.partner_id.text));
    return OK;
}

/* Those that can still be redeemed come first, those that lapse first before the others. */
static Err
load_unused_keys(Ctx *ctx, Tx *tx, const KeyPlan *plan, KeyViewList *ret)
{
    KeyQuery query = DEFAULTS_OF(KEY_QUERY);
    KeyViewList list;
    size_t count = 0;

    query.limit = PLAN_KEYS_MAX;
    query.sku = plan->product.sku;
    TRY(find_partner_of_plan(ctx, tx, plan, &query.partner_id));
    TRY(list_keys(ctx, &query, &list));
    while (count < list.count && list.item[count].status <= KEY_STATUS_REVEALED)
        count++;
    list.more = list.more && count == list.count;
    list.count = count;
    *ret = list;
    return OK;
}

/* --- decide: which of them ------------------------------------------------------------------- */

typedef struct Chosen {
    PlanChoice choice;
    int64_t add_licenses; /* to what is held; of a new one, to what its first key began */
    size_t beginning;     /* how many of the keys begin a new one; 0: there is one already */
    KeyView *key;         /* those that begin it come first */
    size_t count;
} Chosen;

static void
take_chosen(Ctx *ctx, const KeyViewList *keys, size_t first, Chosen *chosen)
{
    chosen->key = ARENA_NEW_ARRAY(ctx->arena, KeyView, keys->count);
    for (size_t i = 0; i < keys->count; i++)
        if (chosen->choice.chosen[i] && i == first)
            chosen->key[chosen->count++] = keys->item[i];
    for (size_t i = 0; i < keys->count; i++)
        if (chosen->choice.chosen[i] && i != first)
            chosen->key[chosen->count++] = keys->item[i];
}

static Err
choose_beginning(Ctx *ctx, const PlanGoal *goal, const int64_t *licenses, const KeyViewList *keys,
                 Chosen *ret)
{
    PlanBeginning beginning;

    TRY(plan_begin(ctx->arena, goal, licenses, keys->count, &beginning));
    *ret = (Chosen){.choice = beginning.choice};
    take_chosen(ctx, keys, beginning.together ? keys->count : beginning.first, ret);
    ret->beginning = beginning.together ? ret->count : 1;
    if (!beginning.together && ret->count > 0 && goal->licenses > ret->key[0].key.licenses)
        ret->add_licenses = goal->licenses - ret->key[0].key.licenses;
    return OK;
}

static Err
choose_keys(Ctx *ctx, const KeyPlanInput *input, const KeyPlan *plan, const KeyViewList *keys,
            Chosen *ret)
{
    const PlanGoal goal = {
        .today = ctx->today,
        .held = plan->subscription.holding,
        .remaining_max = (int32_t)ctx->policy->remaining_months_max,
        .licenses = input->licenses,
        .licenses_max = plan->product.licenses_max,
        .until = {(int32_t)input->until},
    };
    int64_t *licenses = ARENA_NEW_ARRAY(ctx->arena, int64_t, keys->count);
    PlanBounds bounds;

    if (goal.licenses > goal.licenses_max)
        return ERR_TOO_MANY_LICENSES;
    for (size_t i = 0; i < keys->count; i++)
        licenses[i] = keys->item[i].key.licenses;
    if (id_is_empty(&plan->subscription.id))
        return choose_beginning(ctx, &goal, licenses, keys, ret);
    TRY(plan_bounds(&goal, &bounds));
    *ret = (Chosen){.add_licenses = bounds.add_licenses};
    plan_choose(ctx->arena, &bounds, licenses, keys->count, &ret->choice);
    take_chosen(ctx, keys, keys->count, ret);
    return OK;
}

/* Why no keys at all could do it. */
static Err
refuse_goal(Ctx *ctx, const Product *product, Err err)
{
    if (err == ERR_EXTENSION_OVER_LIMIT)
        return ERR_PLAN_OUT_OF_REACH;
    if (err == ERR_REMAINING_OVER_LIMIT)
        return refuse_with_number(&ctx->refusal, err, "monthsAtMost",
                                  ctx->policy->remaining_months_max);
    if (err == ERR_TOO_MANY_LICENSES)
        return refuse_with_number(&ctx->refusal, err, "maxLicenses", product->licenses_max);
    return err;
}

/* --- what comes of it ------------------------------------------------------------------------ */

static size_t
keys_of_step(const Chosen *chosen, size_t at)
{
    size_t together = at < chosen->beginning ? chosen->beginning : chosen->count;
    size_t count = together - at;

    return count < KEYS_TOGETHER_MAX ? count : KEYS_TOGETHER_MAX;
}

/* Of keys that begin a subscription together, those of the second step are added wholly. */
static void
say_step(const Chosen *chosen, size_t at, int64_t lacking, KeyPlanStep *step)
{
    int64_t licenses = 0;

    for (size_t i = 0; i < step->key_count; i++)
        licenses += step->key[i].key.licenses;
    step->action = at == 0 && chosen->beginning > 0 ? ACTION_ACTIVATE : ACTION_ADD;
    if (step->action == ACTION_ACTIVATE)
        step->add_licenses = licenses;
    else
        step->add_licenses = at < chosen->beginning || lacking > licenses ? licenses : lacking;
    if (step->action == ACTION_ADD && step->add_licenses == 0)
        step->action = ACTION_EXTEND;
    step->calculation.key_licenses = licenses;
}

static Err
work_out_step(const Ctx *ctx, const Holding *held, KeyPlanStep *step)
{
    const CotermRequest request = {
        .today = ctx->today,
        .held = *held,
        .key_licenses = step->calculation.key_licenses,
        .add_licenses = step->add_licenses,
        .remaining_max = (int32_t)ctx->policy->remaining_months_max,
    };

    return step->action == ACTION_ACTIVATE ? coterm_activate(&request, &step->calculation)
                                           : coterm_add(&request, &step->calculation);
}

/* More keys than can be redeemed together are redeemed one lot after the other. */
static Err
work_out_steps(Ctx *ctx, const Chosen *chosen, KeyPlan *plan)
{
    Holding held = plan->subscription.holding;
    int64_t lacking = chosen->add_licenses;

    plan->step = ARENA_NEW_ARRAY(ctx->arena, KeyPlanStep, chosen->count / KEYS_TOGETHER_MAX + 2);
    for (size_t at = 0; at < chosen->count;) {
        KeyPlanStep *step = &plan->step[plan->step_count++];
        step->key = &chosen->key[at];
        step->key_count = keys_of_step(chosen, at);
        say_step(chosen, at, lacking, step);
        TRY(work_out_step(ctx, &held, step));
        held = step->calculation.after;
        plan->licenses += step->calculation.key_licenses;
        if (at >= chosen->beginning)
            lacking -= step->add_licenses;
        at += step->key_count;
    }
    return OK;
}

Err
plan_with_keys(Ctx *ctx, const KeyPlanInput *input, KeyPlan *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    KeyPlan plan = {0};
    KeyViewList keys;
    Chosen chosen = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(load_what_is_planned(ctx, &tx, input, &plan));
    TRY(load_unused_keys(ctx, &tx, &plan, &keys));
    TRY(tx_commit(&tx));

    Err err = choose_keys(ctx, input, &plan, &keys, &chosen);
    if (err == OK && chosen.choice.found)
        err = work_out_steps(ctx, &chosen, &plan);
    if (err != OK)
        return refuse_goal(ctx, &plan.product, err);
    plan.found = chosen.choice.found;
    plan.exact = chosen.choice.exact && !keys.more;
    plan.keys = keys.count;
    for (size_t i = 0; i < keys.count; i++)
        plan.key_licenses += keys.item[i].key.licenses;
    *ret = plan;
    return OK;
}
