/*
 * What benefits take and are asked for by: the shapes of inputs and queries.
 */
#include "service/benefits/benefits.h"
#include "service/external.h"

enum { OFFER_CODE_LENGTH_MAX = 64, KEY_REF_TYPED_MAX = 100 };

// clang-format off
SHAPE(ENROLMENT_INPUT, EnrolmentInput,
    FIELD(EnrolmentInput, TEXT, offer,     "offer",    .min = 1, .max = OFFER_CODE_LENGTH_MAX),
    FIELD(EnrolmentInput, DATE, starts_on, "startsOn"),
    FIELD(EnrolmentInput, ID,   tenant_id, "tenantId", .prefix = "ten_", .optional = true),
    EXTERNAL_ID(EnrolmentInput),
    FIELD(EnrolmentInput, BOOL, dry_run,   "dryRun",   .optional = true),
);

SHAPE_OPTIONAL(ENROLMENT_CHANGE, EnrolmentChange,
    EXTERNAL_ID(EnrolmentChange),
);

SHAPE_OPTIONAL(ENROLMENT_QUERY, EnrolmentQuery,
    EXTERNAL_ID(EnrolmentQuery),
    LIMIT(EnrolmentQuery),
    AFTER(EnrolmentQuery),
);

SHAPE_OPTIONAL(BENEFIT_QUERY, BenefitQuery,
    FIELD(BenefitQuery, ID,     partner_id, "partnerId", .prefix = "par_"),
    FIELD(BenefitQuery, CHOICE, category,   "category",  .choices = CATEGORY_NAMES),
    FIELD(BenefitQuery, CHOICE, status,     "status",    .choices = BENEFIT_STATUS_NAMES),
    FIELD(BenefitQuery, INT,    expiring_within_days, "expiringWithinDays",
          .max = BENEFIT_DAYS_AHEAD_MAX),
    FIELD(BenefitQuery, SEARCH, q,          "q"),
    FIELD_OR(BenefitQuery, CHOICE, sort, "sort", BENEFIT_SORT_DEFAULT,
             .choices = BENEFIT_SORT_NAMES),
    LIMIT(BenefitQuery),
    AFTER(BenefitQuery),
);

SHAPE_OPTIONAL(KEY_QUERY, KeyQuery,
    FIELD(KeyQuery, ID,     partner_id, "partnerId", .prefix = "par_"),
    FIELD(KeyQuery, CHOICE, status,     "status",    .choices = KEY_STATUS_NAMES),
    FIELD(KeyQuery, SLUG,   sku,        "sku"),
    FIELD(KeyQuery, INT,    use_within, "useWithinDays", .max = BENEFIT_DAYS_AHEAD_MAX),
    FIELD(KeyQuery, SEARCH, q,          "q"),
    FIELD(KeyQuery, CHOICE, sort,       "sort",      .choices = KEY_SORT_NAMES),
    LIMIT(KeyQuery),
    AFTER(KeyQuery),
    BEFORE(KeyQuery),
);

SHAPE_WITHOUT(KEY_LIST_QUERY, KEY_QUERY, "before");
SHAPE(REVEAL_MANY_INPUT, RevealManyInput,
    FIELD(RevealManyInput, ID,   tenant_id,       "tenantId",       .prefix = "ten_"),
    FIELD(RevealManyInput, BOOL, tenant_verified, "tenantVerified"),
    LIST( RevealManyInput, TEXT, ref,             "refs",
          .min = 1, .max = KEYS_SHOWN_TOGETHER_MAX, .text_max = KEY_REF_TYPED_MAX),
);

SHAPE(REVEAL_INPUT, RevealInput,
    FIELD(RevealInput, ID,   tenant_id,       "tenantId",       .prefix = "ten_"),
    FIELD(RevealInput, BOOL, tenant_verified, "tenantVerified"),
);
// clang-format on
