/*
 * Metering: what was used, in batches, each event once (RULE CR-7).
 *
 * A batch may concern many credits, people and days. Its events are counted one by one, but what
 * follows from them is written once for each period of a credit and once for each person and day:
 * the sums are kept in two small hash tables while the events pass.
 */
#include "service/credits/credits.h"

#include "base/text/text.h"
#include "service/credits/credit_parts.h"
#include "service/credits/ledger.h"
#include "service/json_values.h"
#include "service/record.h"

/* Clocks of those who meter may go before ours. */
#define SKEW_ALLOWED (300 * MICROS_PER_SECOND)

enum { DATA_MAX = 512 };

/* What a batch adds to a period of a credit. */
typedef struct PeriodUse {
    CreditPeriodRecord record;
    int64_t events;
    int64_t micros;
    struct PeriodUse *next;
} PeriodUse;

/* A credit that a batch names. */
typedef struct CreditUse {
    const char *named; /* its id, as the batch says it */
    Err err;           /* why nothing can be counted on it */
    Credit credit;
    PeriodUse *period;
    struct CreditUse *next;
} CreditUse;

/* What a batch adds to a day of one person. */
typedef struct DayUse {
    CreditUse *use;
    const char *user_id;
    UsageDay day;
    PeriodUse *period;
    Err err; /* why nothing can be counted here */
    struct DayUse *next;
} DayUse;

/* What a unit of something that the batch names costs for a while. */
typedef struct PriceUse {
    MeterName name;
    PriceSpan span;
    struct PriceUse *next;
} PriceUse;

typedef struct Batch {
    Ctx *ctx;
    Tx *tx;
    uint32_t buckets; /* of each; a power of two that is not below the number of events */
    CreditUse **credit;
    DayUse **day;
    PriceUse **price;
    UsageOutcome outcome;
} Batch;

/* FNV-1a, of Fowler, Noll and Vo; names in a batch are hostile at most to their own batch. */
static uint32_t
hash_text(uint32_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * 16777619u;
    return hash;
}

static uint32_t
bucket_of(const Batch *batch, const char *name, const char *second, Date day)
{
    uint32_t hash = hash_text(2166136261u ^ (uint32_t)day.day, name);

    return hash_text(hash, second) % batch->buckets;
}

/* --- what an event concerns ----------------------------------------------------------------- */

static Err
open_credit(Batch *batch, CreditUse *use)
{
    Ctx *ctx = batch->ctx;
    Id id = id_is(use->named, "crd_") ? id_from(use->named) : (Id){0};

    TRY(load_credit(ctx, batch->tx, &id, &use->credit));
    return ledger_roll(ctx, batch->tx, &use->credit);
}

/* NOT_FOUND is the event's fault and stays in the use; anything else is trouble. */
static Err
find_credit(Batch *batch, const char *credit_id, CreditUse **ret)
{
    CreditUse **place = &batch->credit[bucket_of(batch, credit_id, "", (Date){0})];

    while (*place != NULL && !text_equal((*place)->named, credit_id))
        place = &(*place)->next;
    if (*place == NULL) {
        *place = ARENA_NEW(batch->ctx->arena, CreditUse);
        (*place)->named = credit_id;
        (*place)->err = open_credit(batch, *place);
    }
    *ret = *place;
    return (*place)->err == ERR_NOT_FOUND ? OK : (*place)->err;
}

/* The period of a day: it must have begun, or nothing could be drawn from it yet. */
static Err
find_period(Batch *batch, CreditUse *use, Date day, PeriodUse **ret)
{
    const Credit *credit = &use->credit;
    PeriodUse **place = &use->period;
    int64_t number;

    if (!credit_period_of(&credit->term, day, &number))
        return ERR_USAGE_OUTSIDE_CREDIT;
    if (number >= credit->progress.periods)
        return ERR_USAGE_IN_FUTURE;
    while (*place != NULL && (*place)->record.number != number)
        place = &(*place)->next;
    if (*place == NULL) {
        PeriodUse *period = ARENA_NEW(batch->ctx->arena, PeriodUse);
        TRY(store_period_get(batch->tx, credit, number, &period->record));
        *place = period;
    }
    *ret = *place;
    return OK;
}

/* Whoever held the credit once may have used it then, even if the event comes late. */
static Err
check_held(Batch *batch, const CreditUse *use, const char *user_id)
{
    Id id = id_from(user_id);
    bool now;
    bool ever;

    TRY(store_credit_user_find(batch->tx, &use->credit, &id, &now, &ever));
    return ever ? OK : ERR_USER_NOT_IN_DIRECTORY;
}

static Err
open_day(Batch *batch, DayUse *day)
{
    TRY(check_held(batch, day->use, day->user_id));
    return find_period(batch, day->use, day->day.day, &day->period);
}

static bool
is_same_day(const DayUse *day, const CreditUse *use, const char *user_id, Date on)
{
    return day->use == use && day->day.day.day == on.day && text_equal(day->user_id, user_id);
}

/* Which refusals reject an event; any other error fails the batch. */
static bool
is_rejection(Err err)
{
    return err == ERR_NOT_FOUND || err == ERR_USER_NOT_IN_DIRECTORY || err == ERR_USAGE_IN_FUTURE ||
           err == ERR_USAGE_OUTSIDE_CREDIT || err == ERR_METER_UNKNOWN ||
           err == ERR_CURRENCY_MISMATCH || err == ERR_AMOUNT_TOO_LARGE;
}

static Err
find_day(Batch *batch, CreditUse *use, const UsageEventInput *event, DayUse **ret)
{
    Date on = date_from_micros(event->time);
    DayUse **place = &batch->day[bucket_of(batch, event->credit_id, event->user_id, on)];

    while (*place != NULL && !is_same_day(*place, use, event->user_id, on))
        place = &(*place)->next;
    if (*place == NULL) {
        DayUse *day = ARENA_NEW(batch->ctx->arena, DayUse);
        *day = (DayUse){
            .use = use,
            .user_id = event->user_id,
            .day = {.day = on, .user_id = id_from(event->user_id)},
        };
        day->err = open_day(batch, day);
        *place = day;
    }
    *ret = *place;
    return (*place)->err == OK || is_rejection((*place)->err) ? OK : (*place)->err;
}

/* --- what an event costs -------------------------------------------------------------------- */

static bool
has_price(const PriceUse *price, const UsageEventInput *event, const char *currency)
{
    return event->time >= price->span.from && event->time < price->span.until &&
           text_equal(price->name.code, event->meter) && text_equal(price->name.currency, currency);
}

/* Nearly all events of a batch are of a few meters, and of a time in which their prices stay. */
static Err
find_price(Batch *batch, const char *currency, const UsageEventInput *event, int64_t *ret)
{
    PriceUse **place = &batch->price[bucket_of(batch, event->meter, currency, (Date){0})];

    while (*place != NULL && !has_price(*place, event, currency))
        place = &(*place)->next;
    if (*place == NULL) {
        PriceUse price = {.name = {event->meter, currency}};
        TRY(store_meter_price_find(batch->tx, &price.name, event->time, &price.span));
        *place = ARENA_NEW(batch->ctx->arena, PriceUse);
        **place = price;
    }
    *ret = (*place)->span.micros;
    return OK;
}

static Err
price_of(Batch *batch, const Credit *credit, const UsageEventInput *event, int64_t *ret)
{
    int64_t price;

    if (event->meter == NULL || event->quantity == INPUT_ABSENT)
        return ERR_METER_UNKNOWN;
    TRY(find_price(batch, credit->currency, event, &price));
    if (price < 0)
        return ERR_METER_UNKNOWN;
    return usage_cost(event->quantity, price, ret) ? OK : ERR_AMOUNT_TOO_LARGE;
}

static Err
amount_of(Batch *batch, const DayUse *day, const UsageEventInput *event, int64_t *ret)
{
    const Credit *credit = &day->use->credit;
    const PeriodUse *period = day->period;

    if (event->currency != NULL && !text_equal(event->currency, credit->currency))
        return ERR_CURRENCY_MISMATCH;
    if (event->micros != INPUT_ABSENT)
        *ret = event->micros;
    else
        TRY(price_of(batch, credit, event, ret));
    int64_t room = METERED_MICROS_MAX - balance_metered(&period->record.balance) - period->micros;
    return *ret <= room ? OK : ERR_AMOUNT_TOO_LARGE;
}

/* --- counting ------------------------------------------------------------------------------- */

/* RULE CR-7: once for ever, whoever sends it again and in whichever batch. */
static Err
count(Batch *batch, DayUse *day, const UsageEventInput *event, int64_t micros)
{
    const Ctx *ctx = batch->ctx;
    const UsageEvent stored = {
        .reporter = ctx->actor.tenant_id.text,
        .source = event->source,
        .id = event->id,
        .credit_id = day->use->credit.id,
        .user_id = day->day.user_id,
        .at = event->time,
        .meter = event->meter,
        .quantity = event->quantity == INPUT_ABSENT ? 0 : event->quantity,
        .micros = micros,
        .received_at = ctx->now,
    };
    bool added;

    TRY(store_usage_add(batch->tx, &stored, &added));
    if (!added) {
        batch->outcome.duplicates++;
        return OK;
    }
    batch->outcome.accepted++;
    day->day.events++;
    day->day.micros += micros;
    day->period->events++;
    day->period->micros += micros;
    return OK;
}

static Err
take_event(Batch *batch, const UsageEventInput *event)
{
    CreditUse *use;
    DayUse *day;
    int64_t micros;

    if (event->time > batch->ctx->now + SKEW_ALLOWED)
        return ERR_USAGE_IN_FUTURE;
    TRY(find_credit(batch, event->credit_id, &use));
    TRY(use->err);
    TRY(find_day(batch, use, event, &day));
    TRY(day->err);
    TRY(amount_of(batch, day, event, &micros));
    return count(batch, day, event, micros);
}

static Err
take_events(Batch *batch, const UsageInput *input)
{
    UsageOutcome *outcome = &batch->outcome;

    outcome->rejected = ARENA_NEW_ARRAY(batch->ctx->arena, Rejection, input->event_count);
    for (size_t i = 0; i < input->event_count; i++) {
        Err err = take_event(batch, &input->event[i]);
        if (is_rejection(err))
            outcome->rejected[outcome->rejected_count++] = (Rejection){(int64_t)i, err};
        else
            TRY(err);
    }
    return OK;
}

/* --- what follows --------------------------------------------------------------------------- */

static Err
record_use(Ctx *ctx, Tx *tx, const Credit *credit, const PeriodUse *period)
{
    Buf data = buf_new(ctx->arena, DATA_MAX);
    Json json = json_new(&data);

    json_object_begin(&json, NULL);
    json_int(&json, "events", period->events);
    json_money(&json, "metered", credit->currency, period->micros);
    json_money(&json, "balance", credit->currency, balance_left(&period->record.balance));
    json_days(&json, "period", &period->record.days);
    json_object_end(&json);
    return record_event(ctx, tx, &credit->partner_id, &credit->tenant_id, "credit.used",
                        credit->id.text, data.data);
}

static Err
write_credit(Batch *batch, CreditUse *use)
{
    Arena *arena = batch->ctx->arena;
    size_t mark = arena_mark(arena);
    bool used = false;

    for (PeriodUse *period = use->period; period != NULL; period = period->next) {
        if (period->events == 0)
            continue;
        TRY(ledger_use(batch->ctx, batch->tx, &use->credit, &period->record, period->micros));
        TRY(record_use(batch->ctx, batch->tx, &use->credit, period));
        arena_reset(arena, mark);
        used = true;
    }
    return used ? store_credit_put(batch->tx, &use->credit) : OK;
}

static Err
write_batch(Batch *batch)
{
    for (size_t i = 0; i < batch->buckets; i++) {
        for (CreditUse *use = batch->credit[i]; use != NULL; use = use->next)
            TRY(write_credit(batch, use));
        for (DayUse *day = batch->day[i]; day != NULL; day = day->next)
            if (day->day.events > 0)
                TRY(store_usage_day_add(batch->tx, &day->use->credit, &day->day));
    }
    return OK;
}

static Batch
batch_new(Ctx *ctx, Tx *tx, size_t events)
{
    Batch batch = {.ctx = ctx, .tx = tx, .buckets = 1};

    while (batch.buckets < events)
        batch.buckets *= 2;
    batch.credit = ARENA_NEW_ARRAY(ctx->arena, CreditUse *, batch.buckets);
    batch.day = ARENA_NEW_ARRAY(ctx->arena, DayUse *, batch.buckets);
    batch.price = ARENA_NEW_ARRAY(ctx->arena, PriceUse *, batch.buckets);
    return batch;
}

Err
record_usage(Ctx *ctx, const UsageInput *input, UsageOutcome *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Batch batch = batch_new(ctx, &tx, input->event_count);

    TRY(tx_begin(ctx->db, &tx));
    TRY(take_events(&batch, input));
    TRY(write_batch(&batch));
    TRY(tx_commit(&tx));
    *ret = batch.outcome;
    return OK;
}
