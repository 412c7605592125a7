/*
 * The import of what other programmes people take part in.
 */
#include "api/api.h"

#include "api/members.h"
#include "service/directory/directory.h"

static Err
finish_import_reply(Ctx *ctx, const Request *request, Reply *reply)
{
    const ImportOutcome *outcome = reply->then_state;

    (void)request;
    Json json = reply_json(ctx, reply);
    json_int(&json, "changed", outcome->changed);
    json_int(&json, "unchanged", outcome->unchanged);
    put_rejected(ctx, &json, outcome->rejected, outcome->rejected_count);
    json_object_end(&json);
    return OK;
}

Err
api_import_ask(Ctx *ctx, const Request *request, Place *ret)
{
    const ImportInput *input = request->body;

    (void)ctx;
    ret->rank = input->participation_count > SHORT_IMPORT_ROWS_MAX ? RANK_LASTING : RANK_SHORT;
    return OK;
}

Err
api_participation_import(Ctx *ctx, const Request *request, Reply *reply)
{
    ImportOutcome *outcome = ARENA_NEW(ctx->arena, ImportOutcome);

    TRY(import_participations(ctx, request->body, request->run, request->runner, outcome));
    reply->then = finish_import_reply;
    reply->then_state = outcome;
    return OK;
}
