/*
 * What credits are told and asked for by: the shapes of inputs and queries.
 */
#include "base/limit/limit.h"
#include "service/credits/credits.h"
#include "service/list_part.h"

enum { SOURCE_LENGTH_MAX = 64, EVENT_ID_LENGTH_MAX = 128 };

#define QUANTITY_MAX (INT64_C(999999999999) * MICROS_PER_UNIT)
#define AMOUNT_MAX   (INT64_C(1000000000) * MICROS_PER_UNIT)

// clang-format off
SHAPE_OPTIONAL(CREDIT_QUERY, CreditQuery,
    FIELD(CreditQuery, ID,     tenant_id,   "tenantId", .prefix = "ten_"),
    FIELD(CreditQuery, SEARCH, q,           "q"),
    FIELD(CreditQuery, CHOICE, kind,        "kind",     .choices = CREDIT_KIND_NAMES),
    FIELD(CreditQuery, CHOICE, status,      "status",   .choices = CREDIT_STATUS_NAMES),
    FIELD(CreditQuery, INT,    ends_within, "endsWithinDays", .max = DAYS_AHEAD_MAX),
    FIELD(CreditQuery, CHOICE, sort,        "sort",     .choices = CREDIT_SORT_NAMES),
    LIMIT(CreditQuery),
    AFTER(CreditQuery),
);

static SHAPE(EVENT_INPUT, UsageEventInput,
    FIELD(UsageEventInput, EXACT,   source,    "source",   .min = 1, .max = SOURCE_LENGTH_MAX),
    FIELD(UsageEventInput, EXACT,   id,        "id",       .min = 1, .max = EVENT_ID_LENGTH_MAX),
    FIELD(UsageEventInput, ID,      credit_id, "creditId", .prefix = "crd_"),
    FIELD(UsageEventInput, ID,      user_id,   "userId",   .prefix = "usr_"),
    FIELD(UsageEventInput, TIME,    time,      "time"),
    FIELD(UsageEventInput, SLUG,    meter,     "meter",    .optional = true),
    FIELD(UsageEventInput, DECIMAL, quantity,  "quantity", .max = QUANTITY_MAX, .optional = true),
    FIELD(UsageEventInput, AMOUNT,  micros,    "amount",
          .max = AMOUNT_MAX, CURRENCY_IN(UsageEventInput, currency), .optional = true),
    FIELD(UsageEventInput, BOOL,    unlisted,  "unlisted", .optional = true),
);

SHAPE(CORRECTION_INPUT, CorrectionInput,
    FIELD(CorrectionInput, ID,    reporter, "reporter", .prefix = "ten_", .optional = true),
    FIELD(CorrectionInput, EXACT, source,   "source",  .min = 1, .max = SOURCE_LENGTH_MAX),
    FIELD(CorrectionInput, EXACT, event_id, "eventId", .min = 1, .max = EVENT_ID_LENGTH_MAX),
);

SHAPE_AROUND(COUNTER_POSTING_INPUT, CounterPostingInput, event, CORRECTION_INPUT,
    FIELD(CounterPostingInput, TEXT, reason, "reason", .min = 1, .max = REASON_LENGTH_MAX),
);

SHAPE(USAGE_INPUT, UsageInput,
    OBJECTS(UsageInput, event, "events", EVENT_INPUT, .min = 1, .max = USAGE_EVENTS_MAX),
);
// clang-format on
