/*
 * Catalogue: products, offers, the programmes that there are besides, and what metering costs. The
 * shapes of the inputs stand in input.c.
 */
#ifndef SERVICE_CATALOGUE_CATALOGUE_H
#define SERVICE_CATALOGUE_CATALOGUE_H

#include "service/context.h"
#include "store/catalogue/catalogue.h"

/* --- catalogue: catalogue.c ----------------------------------------------------------------- */

typedef struct ProductInput {
    const char *sku;
    Name name;
    int64_t kind;    /* ProductKind */
    int64_t retired; /* 0 or 1 */
    const char *replaced_by;
    int64_t licenses_max;
} ProductInput;
DECLARE_SHAPE(PRODUCT_INPUT, ProductInput);
DECLARE_SHAPE(PRODUCT_CHANGE, ProductInput);

MUST_CHECK Err create_product(Ctx *ctx, const ProductInput *input, Product *ret);
/* Changes what is present in the input; the SKU in the input does not count. */
MUST_CHECK Err change_product(Ctx *ctx, const char *sku, const ProductInput *input, Product *ret);
MUST_CHECK Err get_product(Ctx *ctx, const char *sku, Product *ret);
MUST_CHECK Err list_products(Ctx *ctx, const Page *page, ProductList *ret);

typedef struct CreditInput {
    int64_t period; /* CreditPeriod */
    const char *currency;
    const char *amount; /* decimal text */
} CreditInput;

typedef struct GrantInput {
    const char *sku;
    int64_t type; /* GrantType */
    int64_t licenses;
    int64_t incidents;
    CreditInput *credit; /* or NULL */
} GrantInput;

typedef struct OfferInput {
    const char *code;
    const char *name;
    int64_t tier; /* Tier */
    const char *competency;
    GrantInput *benefit;
    size_t benefit_count;
} OfferInput;
DECLARE_SHAPE(OFFER_INPUT, OfferInput);

/* Each benefit has the one quantity that its product's kind asks for. */
MUST_CHECK Err create_offer(Ctx *ctx, const OfferInput *input, Offer *ret);
MUST_CHECK Err get_offer(Ctx *ctx, const char *code, Offer *ret);
MUST_CHECK Err list_offers(Ctx *ctx, const Page *page, OfferList *ret);

/* --- other programmes: programmes.c --------------------------------------------------------- */

/* What people may take part in besides this programme; a user's `programmes` name their codes. */
typedef struct ProgrammeInput {
    const char *code;
    Name name;
} ProgrammeInput;
DECLARE_SHAPE(PROGRAMME_INPUT, ProgrammeInput);

MUST_CHECK Err create_programme(Ctx *ctx, const ProgrammeInput *input, OtherProgramme *ret);
MUST_CHECK Err list_programmes(Ctx *ctx, const Page *page, OtherProgrammeList *ret);

/* --- meters, prices and rates: meters.c ------------------------------------------------------- */

typedef struct PriceInput {
    const char *currency;
    const char *amount;
} PriceInput;

typedef struct MeterInput {
    const char *code;
    const char *name;
    const char *unit;
    PriceInput *price;  /* the first one */
    int64_t valid_from; /* a moment; absent: from now on */
} MeterInput;
DECLARE_SHAPE(METER_INPUT, MeterInput);
DECLARE_SHAPE(METER_PRICE_INPUT, MeterInput);

typedef struct MeterView {
    Meter meter;
    MeterPriceList prices; /* those of now, one for each currency */
} MeterView;

typedef struct MeterViewList {
    MeterView *item;
    size_t count;
    bool more;
} MeterViewList;

MUST_CHECK Err create_meter(Ctx *ctx, const MeterInput *input, MeterView *ret);
/* Only code, price and valid_from of the input count. What was counted keeps its price. */
MUST_CHECK Err set_meter_price(Ctx *ctx, const MeterInput *input, MeterView *ret);
MUST_CHECK Err get_meter(Ctx *ctx, const char *code, MeterView *ret);
MUST_CHECK Err list_meters(Ctx *ctx, const Page *page, MeterViewList *ret);

typedef struct RateInput {
    const char *from;
    const char *to;
    const char *rate; /* decimal text: how much of `to` is one of `from` */
} RateInput;
DECLARE_SHAPE(RATE_INPUT, RateInput);

/* For credits that are granted from now on (RULE CR-10). */
MUST_CHECK Err set_rate(Ctx *ctx, const RateInput *input, ExchangeRate *ret);
MUST_CHECK Err list_rates(Ctx *ctx, ExchangeRateList *ret);

#endif
