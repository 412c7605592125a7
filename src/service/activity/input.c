/*
 * What the activity is filtered by.
 */
#include "service/activity/activity.h"

// clang-format off
SHAPE_OPTIONAL(ACTIVITY_QUERY, ActivityQuery,
    FIELD(ActivityQuery, ID,     partner_id, "partnerId", .prefix = "par_"),
    FIELD(ActivityQuery, CHOICE, kind,       "kind",      .choices = ACTIVITY_KIND_NAMES),
    FIELD(ActivityQuery, PERSON, who,        "who"),
    FIELD(ActivityQuery, DATE,   from,       "from"),
    FIELD(ActivityQuery, DATE,   to,         "to"),
    FIELD(ActivityQuery, SEARCH, q,          "q"),
    LIMIT(ActivityQuery),
    AFTER(ActivityQuery),
);
// clang-format on
