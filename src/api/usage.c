/*
 * Use that is reported in batches (RULE CR-7).
 */
#include "api/api.h"

#include "api/members.h"
#include "service/credits/credits.h"

Err
api_usage_record(Ctx *ctx, const Request *request, Reply *reply)
{
    UsageOutcome outcome;

    TRY(record_usage(ctx, request->body, &outcome));
    Json json = reply_json(ctx, reply);
    json_int(&json, "accepted", outcome.accepted);
    json_int(&json, "duplicates", outcome.duplicates);
    put_rejected(ctx, &json, outcome.rejected, outcome.rejected_count);
    json_object_end(&json);
    return OK;
}
