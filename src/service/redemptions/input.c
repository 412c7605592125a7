/*
 * What redemptions take and are asked for by: the shapes of inputs and queries.
 */
#include "base/limit/limit.h"
#include "service/asked.h"
#include "service/redemptions/redemptions.h"

enum { SUBSCRIPTION_TEXT_MAX = 40, PLAN_LENGTH_MAX = 64 };

// clang-format off
static SHAPE(EXPECT_INPUT, ExpectInput,
    FIELD(ExpectInput, INT,  licenses, "licenses", .min = 1, .max = LICENSES_MAX),
    FIELD(ExpectInput, DATE, ends_on,  "endsOn"),
);

/* Which subscription is for the service to say, whatever stands there. */
SHAPE(REDEEM_INPUT, RedeemInput,
    FIELD(RedeemInput, ID,     tenant_id,       "tenantId",       .prefix = "ten_"),
    FIELD(RedeemInput, CHOICE, action,          "action",
          .choices = ACTION_NAMES, .max = ACTION_ADD),
    LIST( RedeemInput, KEY,    key,             "keys",
          .min = 1, .max = KEYS_TOGETHER_MAX, .text_max = KEY_TYPED_LENGTH_MAX, .optional = true),
    LIST( RedeemInput, TEXT,   key_ref,         "keyRefs",
          .min = 1, .max = KEYS_TOGETHER_MAX, .text_max = KEY_TYPED_LENGTH_MAX, .optional = true),
    FIELD(RedeemInput, INT,    add_licenses,    "addLicenses",
          .max = LICENSES_MAX, .optional = true),
    FIELD(RedeemInput, TEXT,   subscription_id, "subscriptionId",
          .min = 1, .max = SUBSCRIPTION_TEXT_MAX, .optional = true),
    FIELD(RedeemInput, BOOL,   separate,        "separate",       .optional = true),
    OBJECT(RedeemInput, expect, "expect", EXPECT_INPUT, .optional = true),
);
SHAPE_WITHOUT(PREVIEW_INPUT, REDEEM_INPUT, "expect");

SHAPE(ACTIVATION_INPUT, ActivationInput,
    FIELD(ActivationInput, ID,   tenant_id, "tenantId",   .prefix = "ten_"),
    LIST( ActivationInput, TEXT, benefit,   "benefitIds",
          .min = 1, .max = BENEFITS_TOGETHER_MAX, .text_max = ID_LENGTH),
    FIELD(ActivationInput, BOOL, dry_run,   "dryRun",     .optional = true),
    FIELD(ActivationInput, TEXT, expect,    "expect",
          .min = 1, .max = PLAN_LENGTH_MAX, .optional = true),
);

SHAPE_OPTIONAL(DRAFT_CHOICE, DraftChoice,
    FIELD(DraftChoice, CHOICE, action,          "action",
          .choices = ACTION_NAMES, .max = ACTION_ADD),
    FIELD(DraftChoice, INT,    add_licenses,    "addLicenses",    .max = LICENSES_MAX),
    FIELD(DraftChoice, BOOL,   separate,        "separate"),
    FIELD(DraftChoice, ID,     subscription_id, "subscriptionId", .prefix = "sub_"),
    FIELD(DraftChoice, ID,     tenant_id,       "tenantId",       .prefix = "ten_"),
    OBJECT(DraftChoice, expect, "expect", EXPECT_INPUT),
);

SHAPE(WHAT_IF_INPUT, WhatIfInput,
    FIELD(WhatIfInput, CHOICE, action,       "action",
          .choices = ACTION_NAMES, .min = ACTION_EXTEND, .max = ACTION_ADD),
    FIELD(WhatIfInput, INT,    licenses,     "licenses",    .min = 1, .max = LICENSES_MAX),
    FIELD(WhatIfInput, INT,    add_licenses, "addLicenses", .max = LICENSES_MAX, .optional = true),
);

SHAPE_OPTIONAL(RECEIPT_QUERY, ReceiptQuery,
    FIELD(ReceiptQuery, ID, subscription_id, "subscriptionId", .prefix = "sub_"),
    FIELD(ReceiptQuery, ID, tenant_id,       "tenantId",       .prefix = "ten_"),
    FIELD(ReceiptQuery, TIME, since,         "since"),
    LIMIT(ReceiptQuery),
    AFTER(ReceiptQuery),
);

/* RULE AUD-3: a redemption is not taken back without saying why. */
SHAPE(REPLACEMENT_INPUT, ReplacementInput,
    FIELD(ReplacementInput, TEXT, reason, "reason", .min = 1, .max = REASON_LENGTH_MAX),
);
// clang-format on
