/*
 * Enrolments: what a partner is given for a year.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/benefits/benefits.h"
#include "service/json_values.h"
#include "store/benefits/benefits.h"

static void
put_enrolment_members(Json *json, const EnrolmentView *view)
{
    const Enrolment *enrolment = &view->enrolment;

    json_text(json, "id", enrolment->id.text);
    json_text(json, "partnerId", enrolment->partner_id.text);
    json_text(json, "offer", enrolment->offer_code);
    json_text(json, "tenantId", enrolment->tenant_id.text);
    json_date(json, "startsOn", enrolment->starts_on);
    json_date(json, "endsOn", enrolment->ends_on);
    json_date(json, "activateBy", enrolment->activate_by);
    json_text_if(json, "externalId", enrolment->external_id);
    json_array_begin(json, "benefits");
    for (size_t i = 0; i < view->benefit_count; i++)
        json_text(json, NULL, view->benefit[i].text);
    json_array_end(json);
}

static void
reply_enrolment(Ctx *ctx, Reply *reply, const EnrolmentView *view)
{
    Json json = reply_json(ctx, reply);

    put_enrolment_members(&json, view);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

void
put_enrolment(Json *json, const EnrolmentView *view)
{
    put_enrolment_members(json, view);
}

/* The year as it would be, and what becomes of each line of the offer. */
void
put_enrolment_preview(Json *json, const EnrolmentPreview *preview)
{
    const Enrolment *enrolment = &preview->enrolment;

    json_text(json, "offer", enrolment->offer_code);
    json_text_if(json, "tenantId",
                 id_is_empty(&enrolment->tenant_id) ? NULL : enrolment->tenant_id.text);
    json_date(json, "startsOn", enrolment->starts_on);
    json_date(json, "endsOn", enrolment->ends_on);
    json_date(json, "activateBy", enrolment->activate_by);
    json_array_begin(json, "grants");
    for (size_t i = 0; i < preview->count; i++) {
        const GrantPreview *grant = &preview->grant[i];
        json_object_begin(json, NULL);
        json_text(json, "sku", grant->sku);
        json_translated(json, "name", grant->name);
        json_text(json, "type", GRANT_TYPE_NAMES[grant->type]);
        json_object_begin(json, "quantity");
        put_quantity(json, grant->kind, &grant->quantity);
        json_object_end(json);
        json_text(json, "outcome", GRANT_OUTCOME_NAMES[grant->outcome]);
        json_int(json, "supersedes", grant->supersedes);
        json_object_end(json);
    }
    json_array_end(json);
}

static Err
reply_enrolment_preview(Ctx *ctx, const Id *partner_id, const EnrolmentInput *input, Reply *reply)
{
    EnrolmentPreview preview;

    TRY(preview_enrolment(ctx, partner_id, input, &preview));
    Json json = reply_json(ctx, reply);
    put_enrolment_preview(&json, &preview);
    json_object_end(&json);
    return OK;
}

Err
api_enrolment_create(Ctx *ctx, const Request *request, Reply *reply)
{
    Id partner_id;
    EnrolmentView view;
    const EnrolmentInput *input = request->body;

    TRY(request_id(request, 0, "par_", &partner_id));
    if (input->dry_run == 1)
        return reply_enrolment_preview(ctx, &partner_id, input, reply);
    TRY(create_enrolment(ctx, &partner_id, request->body, &view));
    reply->status = 201;
    reply->location = arena_printf(ctx->arena, "/api/v1/enrolments/%s", view.enrolment.id.text);
    reply_enrolment(ctx, reply, &view);
    return OK;
}

Err
api_enrolment_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    EnrolmentView view;

    TRY(request_id(request, 0, "enr_", &id));
    TRY(get_enrolment(ctx, &id, &view));
    reply_enrolment(ctx, reply, &view);
    return OK;
}

Err
api_enrolment_change(Ctx *ctx, const Request *request, Reply *reply)
{
    Id id;
    EnrolmentView view;

    TRY(request_id(request, 0, "enr_", &id));
    TRY(get_enrolment(ctx, &id, &view));
    reply_enrolment(ctx, reply, &view);
    TRY(reply_check_if_match(ctx, request, reply));
    TRY(change_enrolment(ctx, &id, request->body, &view));
    reply_enrolment(ctx, reply, &view);
    return OK;
}

Err
api_enrolment_list(Ctx *ctx, const Request *request, Reply *reply)
{
    Id partner_id;
    EnrolmentViewList list;

    TRY(request_id(request, 0, "par_", &partner_id));
    TRY(list_enrolments(ctx, &partner_id, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_enrolment_members(&out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].enrolment.id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}
