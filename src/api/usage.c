#include "api/api.h"

#include "api/rejected.h"
#include "service/credits/credits.h"

enum { SOURCE_MAX = 64, EVENT_ID_MAX = 128 };

#define QUANTITY_MAX (INT64_C(999999999999) * MICROS_PER_UNIT)
#define AMOUNT_MAX   (INT64_C(1000000000) * MICROS_PER_UNIT)

// clang-format off
static SHAPE(EVENT_INPUT, UsageEventInput,
    FIELD(UsageEventInput, TEXT,    source,    "source",   .min = 1, .max = SOURCE_MAX),
    FIELD(UsageEventInput, TEXT,    id,        "id",       .min = 1, .max = EVENT_ID_MAX),
    FIELD(UsageEventInput, ID,      credit_id, "creditId", .prefix = "crd_"),
    FIELD(UsageEventInput, ID,      user_id,   "userId",   .prefix = "usr_"),
    FIELD(UsageEventInput, TIME,    time,      "time"),
    FIELD(UsageEventInput, SLUG,    meter,     "meter",    .optional = true),
    FIELD(UsageEventInput, DECIMAL, quantity,  "quantity", .optional = true, .max = QUANTITY_MAX),
    FIELD(UsageEventInput, AMOUNT,  micros,    "amount",   .optional = true, .max = AMOUNT_MAX, CURRENCY_IN(UsageEventInput, currency)),
);

SHAPE(USAGE_INPUT, UsageInput,
    OBJECTS(UsageInput, event, "events", EVENT_INPUT, .min = 1, .max = USAGE_EVENTS_MAX),
);
// clang-format on

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
