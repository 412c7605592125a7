/*
 * Blocking a key that others may know (RULE KEY-13).
 */
#include "api/api.h"

#include "service/keys/keys.h"

/* References only: nobody of the staff sees a key. */
Err
api_key_block(Ctx *ctx, const Request *request, Reply *reply)
{
    const ReasonInput *input = request->body;
    BlockedKey blocked;

    TRY(block_key(ctx, request->value[0], input->reason, &blocked));
    Json json = reply_json(ctx, reply);
    json_text(&json, "ref", blocked.ref);
    if (blocked.replaced_by[0] != '\0')
        json_text(&json, "replacedBy", arena_printf(ctx->arena, "%s", blocked.replaced_by));
    json_object_end(&json);
    return OK;
}
