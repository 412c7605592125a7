/*
 * What events are filtered by.
 */
#include "domain/event.h"
#include "service/events/events.h"

enum { SUBJECT_LENGTH_MAX = 100, STREAM_LENGTH_MAX = 64 };

// clang-format off
SHAPE_OPTIONAL(EVENT_FILTER, EventFilter,
    FIELD(EventFilter, ID,     partner_id, "partnerId", .prefix = "par_"),
    FIELD(EventFilter, EXACT,  stream,     "stream",    .min = 1, .max = STREAM_LENGTH_MAX),
    FIELD(EventFilter, ID,     user_id,    "userId",    .prefix = "usr_"),
    FIELD(EventFilter, CHOICE, type,       "type",      .choices = EVENT_NAMES),
    FIELD(EventFilter, EXACT,  subject,    "subject",   .min = 1, .max = SUBJECT_LENGTH_MAX),
    FIELD(EventFilter, DATE,   from,       "from"),
    FIELD(EventFilter, DATE,   to,         "to"),
    LIMIT(EventFilter),
    AFTER(EventFilter),
);
// clang-format on
