/*
 * What the catalogue takes: the shapes of its inputs.
 */
#include "service/catalogue/catalogue.h"

#include "base/limit/limit.h"
#include "domain/benefit.h"
#include "domain/coterm.h"

enum { INCIDENTS_MAX = 10000, UNIT_LENGTH_MAX = 40 };

// clang-format off
SHAPE(PRODUCT_INPUT, ProductInput,
    FIELD(ProductInput, SLUG,   sku,          "sku"),
    FIELD(ProductInput, NAME,   name.in[LANG_EN],         "name"),
    FIELD(ProductInput, NAME,   name.in[LANG_SV],      "nameSv",      .optional = true),
    FIELD(ProductInput, CHOICE, kind,         "kind",        .choices = PRODUCT_KIND_NAMES),
    FIELD(ProductInput, BOOL,   retired,      "retired",     .optional = true),
    FIELD(ProductInput, SLUG,   replaced_by,  "replacedBy",  .optional = true),
    FIELD(ProductInput, INT,    licenses_max, "maxLicenses",
          .min = 1, .max = LICENSES_MAX, .optional = true),
);
SHAPE_OPTIONAL_WITHOUT(PRODUCT_CHANGE, PRODUCT_INPUT, "sku", "kind");

static SHAPE(CREDIT_INPUT, CreditInput,
    FIELD(CreditInput, CHOICE,   period,   "period",   .choices = CREDIT_PERIOD_NAMES),
    FIELD(CreditInput, CURRENCY, currency, "currency"),
    FIELD(CreditInput, FIGURE,   amount,   "amount"),
);

static SHAPE(GRANT_INPUT, GrantInput,
    FIELD(GrantInput, SLUG,   sku,       "sku"),
    FIELD(GrantInput, CHOICE, type,      "type",      .choices = GRANT_TYPE_NAMES),
    FIELD(GrantInput, INT,    licenses,  "licenses",
          .min = 1, .max = LICENSES_MAX, .optional = true),
    FIELD(GrantInput, INT,    incidents, "incidents",
          .min = 1, .max = INCIDENTS_MAX, .optional = true),
    OBJECT(GrantInput, credit, "credit", CREDIT_INPUT, .optional = true),
);

SHAPE(OFFER_INPUT, OfferInput,
    FIELD(OfferInput, SLUG,   code,       "code"),
    FIELD(OfferInput, NAME,   name,       "name"),
    FIELD(OfferInput, CHOICE, tier,       "tier",       .choices = TIER_NAMES),
    FIELD(OfferInput, NAME,   competency, "competency", .optional = true),
    OBJECTS(OfferInput, benefit, "benefits", GRANT_INPUT, .min = 1, .max = OFFER_BENEFITS_MAX),
);

SHAPE(PROGRAMME_INPUT, ProgrammeInput,
    FIELD(ProgrammeInput, SLUG, code,    "code",   .max = PROGRAMME_LENGTH_MAX),
    FIELD(ProgrammeInput, NAME, name.in[LANG_EN],    "name"),
    FIELD(ProgrammeInput, NAME, name.in[LANG_SV], "nameSv", .optional = true),
);

static SHAPE(PRICE_INPUT, PriceInput,
    FIELD(PriceInput, CURRENCY, currency, "currency"),
    FIELD(PriceInput, FIGURE,   amount,   "amount"),
);

SHAPE(METER_INPUT, MeterInput,
    FIELD(MeterInput, SLUG, code,       "code"),
    FIELD(MeterInput, NAME, name,       "name"),
    FIELD(MeterInput, TEXT, unit,       "unit",      .min = 1, .max = UNIT_LENGTH_MAX),
    OBJECT(MeterInput, price, "price", PRICE_INPUT),
    FIELD(MeterInput, TIME, valid_from, "validFrom", .optional = true),
);
SHAPE_WITHOUT(METER_PRICE_INPUT, METER_INPUT, "code", "name", "unit");

SHAPE(RATE_INPUT, RateInput,
    FIELD(RateInput, CURRENCY, from, "from"),
    FIELD(RateInput, CURRENCY, to,   "to"),
    FIELD(RateInput, FIGURE,   rate, "rate"),
);
// clang-format on
