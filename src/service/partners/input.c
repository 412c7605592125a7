/*
 * What partners take and are asked for by: the shapes of inputs and queries.
 */
#include "service/partners/partners.h"

enum { OFFER_CODE_LENGTH_MAX = 64 };

// clang-format off
SHAPE_OPTIONAL(PARTNERS_QUERY, PartnersQuery,
    FIELD(PartnersQuery, SEARCH, q,      "q"),
    FIELD(PartnersQuery, CHOICE, health, "health", .choices = PARTNER_HEALTH_NAMES),
    FIELD(PartnersQuery, CHOICE, sort,   "sort",   .choices = PARTNER_SORT_NAMES),
    LIMIT(PartnersQuery),
    AFTER(PartnersQuery),
    BEFORE(PartnersQuery),
);

SHAPE_AROUND(ONBOARDING_INPUT, OnboardingInput, partner, PARTNER_INPUT,
    FIELD(OnboardingInput, DOMAIN,   domain,              "domain"),
    FIELD(OnboardingInput, CURRENCY, currency,            "currency",  .optional = true),
    FIELD(OnboardingInput, NAME,     administrator_name,  "administratorName"),
    FIELD(OnboardingInput, EMAIL,    administrator_email, "administratorEmail"),
    FIELD(OnboardingInput, TEXT,     offer,               "offer",
          .min = 1, .max = OFFER_CODE_LENGTH_MAX, .optional = true),
    FIELD(OnboardingInput, DATE,     starts_on,           "startsOn",  .optional = true),
    FIELD(OnboardingInput, BOOL,     dry_run,             "dryRun",    .optional = true),
);
// clang-format on
