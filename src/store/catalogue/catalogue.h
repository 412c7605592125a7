/*
 * Catalogue: products, offers, other programmes, meters with their prices, and exchange rates.
 */
#ifndef STORE_CATALOGUE_CATALOGUE_H
#define STORE_CATALOGUE_CATALOGUE_H

#include "base/id/id.h"
#include "base/list.h"
#include "domain/choices/choices.h"
#include "store/engine/engine.h"

typedef struct Product {
    const char *sku;
    Name name;
    ProductKind kind;
    bool retired;
    const char *replaced_by; /* a SKU */
    int64_t licenses_max;
    Micros created_at;
} Product;

/* How much of a product; which member counts follows from the product's kind. */
typedef struct Quantity {
    int64_t licenses;
    int64_t incidents;
    CreditPeriod period;
    const char *currency;
    int64_t micros; /* millionths of the currency's unit */
} Quantity;

/* One line of an offer. */
typedef struct Grant {
    const char *sku;
    ProductKind kind;
    GrantType type;
    Quantity quantity;
} Grant;

typedef struct Offer {
    Id id;
    const char *code;
    const char *name;
    Tier tier;
    const char *competency;
    Micros created_at;
    Grant *grant;
    size_t grant_count;
} Offer;

/* A licence, prepaid or credit programme besides this one, in which people may take part. */
typedef struct OtherProgramme {
    const char *code;
    Name name;
    Micros created_at;
} OtherProgramme;

/* Something that is metered. */
typedef struct Meter {
    const char *code;
    const char *name;
    const char *unit;
    Micros created_at;
} Meter;

/* What a unit of it costs, from a moment on until the next price. */
typedef struct MeterPrice {
    const char *currency;
    Micros valid_from;
    int64_t micros;
} MeterPrice;

/* What prices go by. */
typedef struct MeterName {
    const char *code;
    const char *currency;
} MeterName;

/* What a unit costs from one moment to another, which is not included. */
typedef struct PriceSpan {
    Micros from;
    Micros until;
    int64_t micros; /* below zero: there is no price */
} PriceSpan;

/* The operator's fixed rate: millionths of `to` for a unit of `from`. */
typedef struct ExchangeRate {
    const char *from;
    const char *to;
    int64_t micros;
    Micros changed_at;
} ExchangeRate;

LIST_OF(Product);
LIST_OF(Offer);
LIST_OF(OtherProgramme);
LIST_OF(Meter);
LIST_OF(MeterPrice);
LIST_OF(ExchangeRate);

MUST_CHECK Err store_product_get(Tx *tx, const char *sku, Arena *arena, Product *ret);
MUST_CHECK Err store_product_list(Tx *tx, const Page *page, Arena *arena, ProductList *ret);
/* The product of each line of an offer, in the order of its grants. */
MUST_CHECK Err store_product_list_of_offer(Tx *tx, const char *code, Arena *arena,
                                           ProductList *ret);
MUST_CHECK Err store_product_add(Tx *tx, const Product *product);
MUST_CHECK Err store_product_put(Tx *tx, const Product *product);

MUST_CHECK Err store_offer_get(Tx *tx, const char *code, Arena *arena, Offer *ret);
MUST_CHECK Err store_offer_list(Tx *tx, const Page *page, Arena *arena, OfferList *ret);
MUST_CHECK Err store_offer_add(Tx *tx, const Offer *offer);

MUST_CHECK Err store_programme_add(Tx *tx, const OtherProgramme *programme);
MUST_CHECK Err store_programme_list(Tx *tx, const Page *page, Arena *arena,
                                    OtherProgrammeList *ret);
/* Of a programme or, if there is none with this code, of the offer; nobody owns it. */
MUST_CHECK Err store_programme_label(Tx *tx, const char *code, Arena *arena, Label *ret);

MUST_CHECK Err store_meter_get(Tx *tx, const char *code, Arena *arena, Meter *ret);
MUST_CHECK Err store_meter_list(Tx *tx, const Page *page, Arena *arena, MeterList *ret);
MUST_CHECK Err store_meter_add(Tx *tx, const Meter *meter);
/*
 * The latest of each currency, by currency: a list for each of these meters, which are in order and
 * have no others between them, as store_meter_list() gives them.
 */
MUST_CHECK Err store_meter_price_list(Tx *tx, const MeterList *meters, Micros at, Arena *arena,
                                      MeterPriceList **ret);
/* What a unit costs around that moment. */
MUST_CHECK Err store_meter_price_find(Tx *tx, const MeterName *name, Micros at, PriceSpan *ret);
/* One of the same moment is replaced. */
MUST_CHECK Err store_meter_price_put(Tx *tx, const char *code, const MeterPrice *price);

MUST_CHECK Err store_rate_find(Tx *tx, const char *from, const char *to, int64_t *ret,
                               bool *ret_found);
/* How many currencies a meter has prices in, without this one. */
MUST_CHECK Err store_meter_currency_count(Tx *tx, const MeterName *other_than, int64_t *ret);
/* How many rates there are, without that from this currency to that. */
MUST_CHECK Err store_rate_count(Tx *tx, const ExchangeRate *other_than, int64_t *ret);
MUST_CHECK Err store_rate_list(Tx *tx, Arena *arena, ExchangeRateList *ret);
MUST_CHECK Err store_rate_put(Tx *tx, const ExchangeRate *rate);

#endif
