/*
 * What people are looked for by.
 */
#include "service/people/people.h"

// clang-format off
SHAPE_OPTIONAL(PEOPLE_QUERY, PeopleQuery,
    FIELD(PeopleQuery, ID,     tenant_id, "tenantId", .prefix = "ten_"),
    FIELD(PeopleQuery, SEARCH, q,         "q"),
    LIMIT(PeopleQuery),
    FIELD(PeopleQuery, EXACT,  after,     "after",    .min = ID_LENGTH, .max = ID_LENGTH),
);
// clang-format on
