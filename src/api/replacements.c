/*
 * Taking a redemption back and giving new keys for it (RULE KEY-10).
 */
#include "api/api.h"

#include "service/redemptions/redemptions.h"

Err
api_replacement_create(Ctx *ctx, const Request *request, Reply *reply)
{
    Replacement replacement;
    Id id;

    TRY(request_id(request, 0, "red_", &id));
    TRY(replace_redemption(ctx, &id, request->body, &replacement));
    Json json = reply_json(ctx, reply);
    json_text(&json, "ref", replacement.ref[0]);
    json_array_begin(&json, "refs");
    for (size_t i = 0; i < replacement.ref_count; i++)
        json_text(&json, NULL, replacement.ref[i]);
    json_array_end(&json);
    json_text(&json, "lotId", replacement.lot_id.text);
    json_object_end(&json);
    reply->status = 201;
    return OK;
}
