/*
 * Many things in one request: licences for people, their access, keys to be shown, benefits to be
 * activated. Each answer has a result for every row of the request, in its order.
 */
#include "api/api.h"

#include "api/members.h"
#include "domain/key.h"
#include "service/benefits/benefits.h"
#include "service/directory/directory.h"
#include "service/json_values.h"
#include "service/redemptions/redemptions.h"
#include "service/subscriptions/subscriptions.h"

/* Where it stands in the request, what became of it and, where it is refused, why. */
static void
put_row_result(Ctx *ctx, Json *json, size_t index, const RowResult *result)
{
    static const Refusal NOTHING_MORE = {0};
    const Refusal *refusal = result->refusal != NULL ? result->refusal : &NOTHING_MORE;

    json_int(json, "index", (int64_t)index);
    json_text(json, "result", ROW_OUTCOME_NAMES[result->outcome]);
    if (result->outcome != ROW_REFUSED)
        return;
    json_text(json, "code", err_code(result->err));
    json_text(json, "detail", refused_text(ctx, refusal, err_title(result->err)));
}

static void
put_person_rows(Ctx *ctx, Json *json, const PersonRows *rows)
{
    json_array_begin(json, "results");
    for (size_t i = 0; i < rows->count; i++) {
        const PersonRow *row = &rows->row[i];
        json_object_begin(json, NULL);
        put_row_result(ctx, json, i, &row->result);
        json_text(json, "person", row->said);
        if (!id_is_empty(&row->user.id)) {
            json_text(json, "userId", row->user.id.text);
            json_text(json, "email", row->user.email);
            json_text(json, "displayName", row->user.display_name);
        }
        if (row->since != 0)
            json_time(json, "since", row->since);
        json_object_end(json);
    }
    json_array_end(json);
}

static Err
reply_license_rows(Ctx *ctx, Reply *reply, const LicenseRows *rows)
{
    Json json = reply_json(ctx, reply);

    json_object_begin(&json, "subscription");
    put_subscription_members(ctx, &json, &rows->subscription);
    json_object_end(&json);
    put_person_rows(ctx, &json, &rows->people);
    json_object_end(&json);
    return OK;
}

Err
api_licenses_assign(Ctx *ctx, const Request *request, Reply *reply)
{
    LicenseRows rows;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(assign_licenses(ctx, &id, request->body, &rows));
    return reply_license_rows(ctx, reply, &rows);
}

Err
api_licenses_release(Ctx *ctx, const Request *request, Reply *reply)
{
    LicenseRows rows;
    Id id;

    TRY(request_id(request, 0, "sub_", &id));
    TRY(release_licenses(ctx, &id, request->body, &rows));
    return reply_license_rows(ctx, reply, &rows);
}

Err
api_access_change(Ctx *ctx, const Request *request, Reply *reply)
{
    PersonRows rows;
    Id id;

    TRY(request_id(request, 0, "ten_", &id));
    TRY(change_access(ctx, &id, request->body, &rows));
    Json json = reply_json(ctx, reply);
    put_person_rows(ctx, &json, &rows);
    json_object_end(&json);
    return OK;
}

Err
api_keys_reveal(Ctx *ctx, const Request *request, Reply *reply)
{
    RevealedRows rows;
    char text[KEY_TEXT_SIZE];

    TRY(reveal_keys(ctx, request->body, &rows));
    Json json = reply_json(ctx, reply);
    json_array_begin(&json, "results");
    for (size_t i = 0; i < rows.count; i++) {
        const RevealedRow *row = &rows.row[i];
        json_object_begin(&json, NULL);
        put_row_result(ctx, &json, i, &row->result);
        json_text(&json, "ref", row->said);
        if (row->result.outcome == ROW_DONE) {
            key_format(&row->key, text);
            json_text(&json, "key", text);
        }
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}

/* What its product comes to; a dry run has no receipt, and a new subscription no id yet. */
static void
put_activation(Json *json, const Receipt *receipt)
{
    json_text(json, "sku", receipt->sku);
    json_int(json, "licenses", receipt->after.licenses);
    json_date(json, "endsOn", receipt->after.ends_on);
    if (!id_is_empty(&receipt->subscription_id))
        json_text(json, "subscriptionId", receipt->subscription_id.text);
    if (!id_is_empty(&receipt->id))
        json_text(json, "redemptionId", receipt->id.text);
}

Err
api_benefits_activate(Ctx *ctx, const Request *request, Reply *reply)
{
    ActivationRows rows;

    TRY(activate_benefits(ctx, request->body, &rows));
    Json json = reply_json(ctx, reply);
    json_text(&json, "plan", rows.plan);
    json_array_begin(&json, "results");
    for (size_t i = 0; i < rows.count; i++) {
        const ActivationRow *row = &rows.row[i];
        json_object_begin(&json, NULL);
        put_row_result(ctx, &json, i, &row->result);
        json_text(&json, "benefitId", row->said);
        json_int(&json, "keys", (int64_t)row->keys);
        if (row->redemption != NULL)
            put_activation(&json, &row->redemption->receipt);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return OK;
}
