/*
 * What key lots are made of: the shape of the input.
 */
#include "base/limit/limit.h"
#include "domain/coterm.h"
#include "service/keys/keys.h"

enum { SKU_LENGTH_MAX = 64 };

// clang-format off
SHAPE(LOT_INPUT, LotInput,
    FIELD(LotInput, TEXT, sku,        "sku",       .min = 1, .max = SKU_LENGTH_MAX),
    FIELD(LotInput, INT,  licenses,   "licenses",  .min = 1, .max = LICENSES_MAX),
    FIELD(LotInput, INT,  count,      "count",     .min = 1, .max = LOT_KEYS_MAX),
    FIELD(LotInput, DATE, redeem_by,  "redeemBy"),
    FIELD(LotInput, ID,   partner_id, "partnerId", .prefix = "par_", .optional = true),
    FIELD(LotInput, TEXT, reason,     "reason",    .min = 1, .max = REASON_LENGTH_MAX, .optional = true),
);
// clang-format on
