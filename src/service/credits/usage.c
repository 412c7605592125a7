/*
 * Metering: what was used, in batches, each event once (RULE CR-7).
 *
 * A batch may concern many credits, people and days. Its events are counted one by one, but what
 * follows from them is written once for each period of a credit and once for each person and day:
 * the sums are kept in tables while the events pass.
 */
#include "service/credits/credits.h"

#include "base/table.h"
#include "base/text/text.h"
#include "service/credits/credit_parts.h"
#include "service/credits/ledger.h"
#include "service/json_values.h"
#include "service/record.h"

/* Clocks of those who meter may go before ours. */
#define SKEW_ALLOWED (300 * MICROS_PER_SECOND)

enum { METER_SIZE = 68, CURRENCY_SIZE = 4, ROOM = 16 };

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
    PriceUse *price;
} MeterUse;

typedef struct Batch {
    Ctx *ctx;
    Tx *tx;
    Table credits;
    Table days;
    Table meters;
    UsageOutcome outcome;
} Batch;

/* --- what an event concerns ----------------------------------------------------------------- */

static Err
open_metered_credit(Batch *batch, CreditUse *use)
{
    TRY(load_credit(batch->ctx, batch->tx, &use->id, &use->credit));
    return ledger_roll(batch->ctx, batch->tx, &use->credit);
}

/* NOT_FOUND is the event's fault and stays in the use; anything else is trouble. */
static Err
find_credit(Batch *batch, const char *credit_id, CreditUse **ret)
{
    Id id = id_is(credit_id, "crd_") ? id_from(credit_id) : (Id){0};
    bool is_new;
    CreditUse *use = table_entry(&batch->credits, &id, &is_new);

    if (is_new)
        use->err = open_metered_credit(batch, use);
    *ret = use;
    return use->err == ERR_NOT_FOUND ? OK : use->err;
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
check_held(Batch *batch, const DayKey *key)
{
    bool now;
    bool ever;

    TRY(store_credit_user_find(batch->tx, &key->use->credit, &key->user_id, &now, &ever));
    return ever ? OK : ERR_USER_NOT_IN_DIRECTORY;
}

static Err
open_day(Batch *batch, DayUse *day)
{
    day->day = (UsageDay){.day = {(int32_t)day->key.day}, .user_id = day->key.user_id};
    TRY(check_held(batch, &day->key));
    return find_period(batch, day->key.use, day->day.day, &day->period);
}

/*
 * Which refusals reject an event; any other error fails the batch. Not all that err_is_refusal()
 * knows: these are decided before anything is written, while one from the ledger, which is rolled
 * on the way, would leave a part of it behind.
 */
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
    const DayKey key = {use, date_from_micros(event->time).day, id_from(event->user_id)};
    bool is_new;
    DayUse *day = table_entry(&batch->days, &key, &is_new);

    if (is_new)
        day->err = open_day(batch, day);
    *ret = day;
    return day->err == OK || is_rejection(day->err) ? OK : day->err;
}

/* --- what an event costs -------------------------------------------------------------------- */

/* False for what is too long to be the code of a meter. */
static bool
meter_key(const char *code, const char *currency, MeterKey *ret)
{
    *ret = (MeterKey){0};
    if (strlen(code) > sizeof(ret->code))
        return false;
    assert(strlen(currency) <= sizeof(ret->currency));
    memcpy(ret->code, code, strlen(code));
    memcpy(ret->currency, currency, strlen(currency));
    return true;
}

/* Nearly all events of a batch are of a few meters, and of a time in which their prices stay. */
static Err
find_price(Batch *batch, const char *currency, const UsageEventInput *event, int64_t *ret)
{
    const MeterName name = {event->meter, currency};
    MeterKey key;
    bool is_new;

    if (!meter_key(event->meter, currency, &key))
        return ERR_METER_UNKNOWN;
    MeterUse *meter = table_entry(&batch->meters, &key, &is_new);
    PriceUse *price = meter->price;
    while (price != NULL && (event->time < price->span.from || event->time >= price->span.until))
        price = price->next;
    if (price == NULL) {
        price = ARENA_NEW(batch->ctx->arena, PriceUse);
        TRY(store_meter_price_find(batch->tx, &name, event->time, &price->span));
        price->next = meter->price;
        meter->price = price;
    }
    *ret = price->span.micros;
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
    const Credit *credit = &day->key.use->credit;
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
        .credit_id = day->key.use->id,
        .user_id = day->key.user_id,
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
record_credit_used(Ctx *ctx, Tx *tx, const Credit *credit, const PeriodUse *period)
{
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_CREDIT_USED, credit->id.text);

    json_int(&json, "events", period->events);
    json_money(&json, "metered", credit->currency, period->micros);
    json_money(&json, "balance", credit->currency, balance_left(&period->record.balance));
    json_days(&json, "period", &period->record.days);
    return event_end(ctx, tx, &record, &json);
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
        TRY(record_credit_used(batch->ctx, batch->tx, &use->credit, period));
        arena_reset(arena, mark);
        used = true;
    }
    return used ? store_credit_put(batch->tx, &use->credit) : OK;
}

static Err
write_batch(Batch *batch)
{
    for (size_t i = 0; i < batch->credits.count; i++)
        TRY(write_credit(batch, batch->credits.entry[i]));
    for (size_t i = 0; i < batch->days.count; i++) {
        const DayUse *day = batch->days.entry[i];
        if (day->day.events > 0)
            TRY(store_usage_day_add(batch->tx, &day->key.use->credit, &day->day));
    }
    return OK;
}

static Batch
batch_new(Ctx *ctx, Tx *tx)
{
    return (Batch){
        .ctx = ctx,
        .tx = tx,
        .credits = table_new(ctx->arena, sizeof(Id), sizeof(CreditUse), ROOM),
        .days = table_new(ctx->arena, sizeof(DayKey), sizeof(DayUse), ROOM),
        .meters = table_new(ctx->arena, sizeof(MeterKey), sizeof(MeterUse), ROOM),
    };
}

Err
record_usage(Ctx *ctx, const UsageInput *input, UsageOutcome *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Batch batch = batch_new(ctx, &tx);

    TRY(tx_begin(ctx->db, &tx));
    TRY(take_events(&batch, input));
    TRY(write_batch(&batch));
    TRY(tx_commit(&tx));
    *ret = batch.outcome;
    return OK;
}
