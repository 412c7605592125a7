/*
 * Usage parts: what counting a batch of use is made of (usage.c, usage_price.c, usage_copy.c).
 */
#ifndef SERVICE_CREDITS_USAGE_PARTS_H
#define SERVICE_CREDITS_USAGE_PARTS_H

#include "base/table.h"
#include "service/credits/credit_parts.h"

enum { METER_SIZE = 68, CURRENCY_SIZE = 4 };

/* What a batch adds to a period of a credit. */
typedef struct PeriodUse {
    CreditPeriodRecord record;
    int64_t events;
    int64_t micros;
    struct PeriodUse *next;
} PeriodUse;

/* A credit that a batch names. */
typedef struct CreditUse {
    Id id;
    Err err; /* why nothing can be counted on it */
    Credit credit;
    PeriodUse *period;
} CreditUse;

typedef struct DayKey {
    CreditUse *use;
    int64_t day;
    Id user_id;
} DayKey;

static_assert(sizeof(DayKey) == sizeof(void *) + sizeof(int64_t) + sizeof(Id), "no padding");

/* What a batch adds to a day of one person. */
typedef struct DayUse {
    DayKey key;
    UsageDay day;
    PeriodUse *period;
    Err err; /* why nothing can be counted here */
} DayUse;

/* What a unit of something costs for a while. */
typedef struct PriceUse {
    PriceSpan span;
    struct PriceUse *next;
} PriceUse;

typedef struct MeterKey {
    char code[METER_SIZE];
    char currency[CURRENCY_SIZE];
} MeterKey;

/* Something that the batch names, with its prices at the times that it names. */
typedef struct MeterUse {
    MeterKey key;
    bool looked_up;
    bool listed; /* there is a meter with this code, once it was looked up */
    PriceUse *price;
} MeterUse;

typedef struct Batch {
    Ctx *ctx;
    Tx *tx;
    Table credits;
    Table days;
    Table meters;
    int64_t index; /* of the event that is being taken */
    UsageOutcome outcome;
} Batch;

/*
 * What the event costs: its own amount, or what the price of its meter makes of the quantity.
 * CURRENCY_MISMATCH, METER_UNKNOWN (no price), METER_UNLISTED (the meter that goes with an amount
 * is none, and the event does not say that it knows), AMOUNT_TOO_LARGE. usage_price.c
 */
MUST_CHECK Err amount_of(Batch *batch, const DayUse *day, const UsageEventInput *event,
                         int64_t *ret);

/*
 * RULE CR-7: was it counted before? Then it is a duplicate, and one that says something else than
 * what was counted is noted as conflicting. `err` is why it would be rejected, or OK. usage_copy.c
 */
MUST_CHECK Err take_copy(Batch *batch, const UsageEventInput *event, Err err, bool *ret);

/* Whose (source, id) these are: the caller's tenant, or "", all meters of the operator. */
const char *reporter_of(const Ctx *ctx);

#endif
