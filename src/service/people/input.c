/*
 * What people are looked for by.
 */
#include "service/people/people.h"

// clang-format off
SHAPE_AROUND(PEOPLE_QUERY, PeopleQuery, filter, PEOPLE_FILTER,
    FIELD(PeopleQuery, ID, tenant_id, "tenantId", .prefix = "ten_", .optional = true),
    LIMIT(PeopleQuery),
    AFTER(PeopleQuery),
    BEFORE(PeopleQuery),
);
// clang-format on
