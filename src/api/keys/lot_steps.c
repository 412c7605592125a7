/*
 * Key lots step by step, and the end of keys (RULE KEY-11).
 */
#include "api/api.h"

#include "api/members.h"
#include "service/benefits/benefits.h"
#include "service/keys/keys.h"

static Err
finish_drawing_reply(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyLot lot;

    (void)request;
    TRY(finish_drawing(ctx, reply->then_state, &lot));
    reply_lot(ctx, reply, &lot);
    return OK;
}

Err
api_lot_draw(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyLot *lot = ARENA_NEW(ctx->arena, KeyLot);
    Id id;

    TRY(request_id(request, 0, "lot_", &id));
    TRY(draw_approved_lot(ctx, &id, request->run, request->runner, lot));
    reply->then = finish_drawing_reply;
    reply->then_state = lot;
    return OK;
}

Err
api_lot_release(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyLot lot;
    Id id;

    TRY(request_id(request, 0, "lot_", &id));
    TRY(release_lot(ctx, &id, &lot));
    reply_lot(ctx, reply, &lot);
    return OK;
}

/* The answer is what it was. */
Err
api_lot_cancel(Ctx *ctx, const Request *request, Reply *reply)
{
    KeyLot lot;
    Id id;

    TRY(request_id(request, 0, "lot_", &id));
    TRY(cancel_lot(ctx, &id, &lot));
    reply_lot(ctx, reply, &lot);
    reply->etag = NULL;
    return OK;
}

/* 202 where another person has to approve it, else the lot as it is then. */
static Err
ask_about_lot(Ctx *ctx, const Request *request, Reply *reply, ApprovalKind kind)
{
    const ReasonInput *input = request->body;
    Asked asked = {.reason = input->reason, .input = input};
    KeyLot lot;
    bool waits;

    TRY(request_id(request, 0, "lot_", &asked.subject));
    TRY(reply_asked(ctx, reply, kind, &asked, &waits));
    if (waits)
        return OK;
    TRY(get_lot(ctx, &asked.subject, &lot));
    reply_lot(ctx, reply, &lot);
    return OK;
}

Err
api_lot_export_ask(Ctx *ctx, const Request *request, Reply *reply)
{
    return ask_about_lot(ctx, request, reply, APPROVAL_OF_KEY_EXPORT);
}

Err
api_lot_end(Ctx *ctx, const Request *request, Reply *reply)
{
    return ask_about_lot(ctx, request, reply, APPROVAL_OF_LOT_REVOCATION);
}

/* The benefit as it is then. */
Err
api_benefit_keys_end(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReasonInput *input = request->body;
    Asked asked = {.reason = input->reason, .input = input};
    bool waits;

    TRY(request_id(request, 0, "ben_", &asked.subject));
    TRY(reply_asked(ctx, reply, APPROVAL_OF_KEY_REVOCATION, &asked, &waits));
    return waits ? OK : api_benefit_show(ctx, request, reply);
}
