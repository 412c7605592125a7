/*
 * Use that is reported in batches (RULE CR-7).
 */
#include "api/api.h"

#include "api/members.h"
#include "service/credits/credits.h"

static void
put_conflicts(Json *json, const UsageConflict *conflict, size_t count)
{
    json_array_begin(json, "conflicting");
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json, NULL);
        json_int(json, "index", conflict[i].index);
        json_text(json, "member", conflict[i].member);
        json_object_end(json);
    }
    json_array_end(json);
}

Err
api_usage_record(Ctx *ctx, const Request *request, Reply *reply)
{
    UsageOutcome outcome;

    TRY(record_usage(ctx, request->body, &outcome));
    Json json = reply_json(ctx, reply);
    json_int(&json, "accepted", outcome.accepted);
    json_int(&json, "duplicates", outcome.duplicates);
    put_conflicts(&json, outcome.conflict, outcome.conflict_count);
    put_rejected(ctx, &json, outcome.rejected, outcome.rejected_count);
    json_object_end(&json);
    return OK;
}
