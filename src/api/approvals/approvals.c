/*
 * Approvals: what takes two people of the staff, and what the second one says (RULE ROLE-3).
 */
#include "api/api.h"

#include "api/members.h"
#include "base/text/text.h"
#include "service/json_values.h"

static void
put_person(Json *json, const char *name, const Id *id, const char *display_name)
{
    json_object_begin(json, name);
    json_text(json, "userId", id->text);
    json_text(json, "displayName", display_name);
    json_object_end(json);
}

static void
put_decision(Json *json, const Approval *approval)
{
    if (id_is_empty(&approval->decided_by))
        return;
    put_person(json, "decidedBy", &approval->decided_by, approval->decider_name);
    json_time(json, "decidedAt", approval->decided_at);
    json_text_if(json, "decision", approval->decision);
}

/* Request and preview are JSON as it was written when it was asked. */
static void
put_approval(const Ctx *ctx, Json *json, const Approval *approval)
{
    char digest[2 * HASH_BYTES + 1];

    text_hex(approval->digest.byte, HASH_BYTES, digest);
    json_text(json, "id", approval->id.text);
    json_text(json, "kind", approval->kind);
    json_text(json, "subject", approval->subject);
    json_text(json, "state", APPROVAL_STATE_NAMES[approval_state(ctx, approval)]);
    json_text(json, "reason", approval->reason);
    json_raw(json, "request", approval->request);
    json_raw(json, "preview", approval->preview);
    json_text(json, "digest", digest);
    put_person(json, "askedBy", &approval->asked_by, approval->asker_name);
    json_time(json, "askedAt", approval->asked_at);
    json_time(json, "lapsesAt", approval->lapses_at);
    put_decision(json, approval);
}

static void
reply_approval(Ctx *ctx, Reply *reply, const Approval *approval)
{
    Json json = reply_json(ctx, reply);

    put_approval(ctx, &json, approval);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
}

Err
reply_asked(Ctx *ctx, Reply *reply, ApprovalKind kind, const Asked *asked, bool *ret_waits)
{
    AskedFor outcome;

    TRY(ask_approval(ctx, kind, asked, &outcome));
    *ret_waits = outcome.waits;
    if (!outcome.waits)
        return OK;
    reply->status = 202;
    reply->location = arena_printf(ctx->arena, "/api/v1/approvals/%s", outcome.approval.id.text);
    reply_approval(ctx, reply, &outcome.approval);
    return OK;
}

Err
api_approval_list(Ctx *ctx, const Request *request, Reply *reply)
{
    ApprovalList list;

    TRY(list_approvals(ctx, request->query, &list));
    ListReply out = reply_list_begin(ctx, reply);
    for (size_t i = 0; i < list.count && reply_item_begin(&out); i++) {
        put_approval(ctx, &out.json, &list.item[i]);
        reply_item_end(&out, list.item[i].id.text);
    }
    return reply_list_end(ctx, &out, list.more);
}

Err
api_approval_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Approval approval;
    bool outdated;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(get_approval(ctx, &id, &approval, &outdated));
    Json json = reply_json(ctx, reply);
    put_approval(ctx, &json, &approval);
    size_t from = json.out->length;
    json_bool(&json, "outdated", outdated);
    json_aside(&json, from);
    json_object_end(&json);
    reply_set_etag(ctx, reply);
    return OK;
}

Err
api_approval_approve(Ctx *ctx, const Request *request, Reply *reply)
{
    Approval approval;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(approve_asked(ctx, &id, &approval));
    reply_approval(ctx, reply, &approval);
    return OK;
}

Err
api_approval_refuse(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReasonInput *input = request->body;
    Approval approval;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(refuse_asked(ctx, &id, input->reason, &approval));
    reply_approval(ctx, reply, &approval);
    return OK;
}

Err
api_approval_withdraw(Ctx *ctx, const Request *request, Reply *reply)
{
    Approval approval;
    Id id;

    TRY(request_id(request, 0, "apr_", &id));
    TRY(withdraw_asked(ctx, &id, &approval));
    reply_approval(ctx, reply, &approval);
    return OK;
}
