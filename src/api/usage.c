#include "api/api.h"

#include "api/rejected.h"
#include "base/text/text.h"
#include "domain/ids.h"
#include "service/credits/credits.h"

enum { SOURCE_MAX = 64, EVENT_ID_MAX = 128, METER_MAX = 64 };

#define QUANTITY_MAX (INT64_C(999999999999) * MICROS_PER_UNIT)
#define AMOUNT_MAX   (INT64_C(1000000000) * MICROS_PER_UNIT)

static const Field EVENT_FIELDS[] = {
    {"source", FIELD_TEXT, offsetof(UsageEventInput, source), .min = 1, .max = SOURCE_MAX},
    {"id", FIELD_TEXT, offsetof(UsageEventInput, id), .min = 1, .max = EVENT_ID_MAX},
    {"creditId", FIELD_TEXT, offsetof(UsageEventInput, credit_id), .check = is_credit_id,
     .min = ID_LENGTH, .max = ID_LENGTH},
    {"userId", FIELD_TEXT, offsetof(UsageEventInput, user_id), .check = is_user_id,
     .min = ID_LENGTH, .max = ID_LENGTH},
    {"time", FIELD_TIME, offsetof(UsageEventInput, time)},
    {"meter", FIELD_TEXT, offsetof(UsageEventInput, meter), .check = text_is_slug, .optional = true,
     .min = 1, .max = METER_MAX},
    {"quantity", FIELD_DECIMAL, offsetof(UsageEventInput, quantity), .optional = true,
     .max = QUANTITY_MAX},
    {"amount", FIELD_AMOUNT, offsetof(UsageEventInput, micros), .optional = true, .max = AMOUNT_MAX,
     .currency_offset = offsetof(UsageEventInput, currency)},
};
static SHAPE(EVENT_INPUT, UsageEventInput, EVENT_FIELDS);

static const Field USAGE_FIELDS[] = {
    {"events", FIELD_OBJECTS, offsetof(UsageInput, event), .min = 1, .max = USAGE_EVENTS_MAX,
     .shape = &EVENT_INPUT, .count_offset = offsetof(UsageInput, event_count)},
};
SHAPE(USAGE_INPUT, UsageInput, USAGE_FIELDS);

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
