#include "api/api.h"

#include "service/redemptions/redemptions.h"

/* RULE AUD-3: a redemption is not taken back without saying why. */
// clang-format off
SHAPE(REPLACEMENT_INPUT, ReplacementInput,
    FIELD(ReplacementInput, TEXT, reason, "reason", .min = 1, .max = 500),
);
// clang-format on

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
