/*
 * What a plan is asked for by.
 */
#include "service/plans/plans.h"

// clang-format off
SHAPE(KEY_PLAN_INPUT, KeyPlanInput,
    FIELD(KeyPlanInput, ID,   subscription_id, "subscriptionId", .prefix = "sub_", .optional = true),
    FIELD(KeyPlanInput, SLUG, sku,             "sku",            .optional = true),
    FIELD(KeyPlanInput, INT,  licenses,        "licenses",       .min = 1, .max = LICENSES_MAX),
    FIELD(KeyPlanInput, DATE, until,           "until"),
);
// clang-format on
