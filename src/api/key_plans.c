/*
 * Which unused keys get a subscription so many licences until a day.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/json_values.h"
#include "service/plans/plans.h"

static void
put_planned_key(Json *json, const KeyView *view)
{
    json_object_begin(json, NULL);
    json_text(json, "ref", view->key.ref);
    json_int(json, "licenses", view->key.licenses);
    json_date(json, "redeemBy", view->key.redeem_by);
    json_object_end(json);
}

/* As a redemption takes it: action, keyRefs and, where not all of the keys is added, addLicenses.
 */
static void
put_plan_step(Ctx *ctx, Json *json, const KeyPlanStep *step)
{
    const Calculation *calculation = &step->calculation;
    bool adds_some = step->action == ACTION_ADD && step->add_licenses < calculation->key_licenses;

    json_object_begin(json, NULL);
    json_text(json, "action", ACTION_NAMES[step->action]);
    json_array_begin(json, "keys");
    for (size_t i = 0; i < step->key_count; i++)
        put_planned_key(json, &step->key[i]);
    json_array_end(json);
    if (adds_some)
        json_int(json, "addLicenses", step->add_licenses);
    json_int(json, "licenses", calculation->after.licenses);
    json_date(json, "endsOn", calculation->after.ends_on);
    put_calculation(json, ctx, calculation);
    json_object_end(json);
}

Err
api_key_plan_show(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyPlan plan;

    TRY(plan_with_keys(ctx, request->query, &plan));
    Json json = reply_json(ctx, reply);
    if (!id_is_empty(&plan.subscription.id))
        json_text(&json, "subscriptionId", plan.subscription.id.text);
    json_text(&json, "sku", plan.product.sku);
    json_bool(&json, "found", plan.found);
    json_bool(&json, "exact", plan.exact);
    json_int(&json, "keysLookedAt", (int64_t)plan.keys);
    json_int(&json, "licensesLookedAt", plan.key_licenses);
    json_int(&json, "keyLicenses", plan.licenses);
    json_array_begin(&json, "steps");
    for (size_t i = 0; i < plan.step_count; i++)
        put_plan_step(ctx, &json, &plan.step[i]);
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}
