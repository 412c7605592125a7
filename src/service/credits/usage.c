/*
 * Metering: what was used, in batches, each event once (RULE CR-7).
 *
 * A batch may concern many credits, people and days. Its events are counted one by one, but what
 * follows from them is written once for each period of a credit and once for each person and day:
 * the sums are kept in tables while the events pass.
 */
#include "service/credits/credits.h"

#include "service/credits/ledger.h"
#include "service/credits/usage_parts.h"
#include "service/json_values.h"
#include "service/record.h"

/* Clocks of those who meter may go before ours. */
#define SKEW_ALLOWED (300 * MICROS_PER_SECOND)

enum { ROOM = 16 };

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
    const Credit *credit = &key->use->credit;
    bool now;
    bool ever;
    User user;

    TRY(store_credit_user_find(batch->tx, credit, &key->user_id, &now, &ever));
    if (ever)
        return OK;
    Err err = store_user_get(batch->tx, &key->user_id, batch->ctx->arena, &user);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    bool is_member = err == OK && id_equal(&user.tenant_id, &credit->tenant_id);
    return is_member ? ERR_CREDIT_NEVER_HELD : ERR_USER_NOT_IN_DIRECTORY;
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
    return err == ERR_NOT_FOUND || err == ERR_USER_NOT_IN_DIRECTORY ||
           err == ERR_CREDIT_NEVER_HELD || err == ERR_USAGE_IN_FUTURE ||
           err == ERR_USAGE_OUTSIDE_CREDIT || err == ERR_METER_UNKNOWN ||
           err == ERR_METER_UNLISTED || err == ERR_CURRENCY_MISMATCH || err == ERR_AMOUNT_TOO_LARGE;
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

/* --- counting ------------------------------------------------------------------------------- */

/* RULE CR-7: once for ever among those of its reporter, in whichever batch. */
static Err
count(Batch *batch, DayUse *day, const UsageEventInput *event, int64_t micros)
{
    const Ctx *ctx = batch->ctx;
    const UsageEvent stored = {
        .reporter = reporter_of(ctx),
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
    if (!added)
        return take_copy(batch, event, OK, &(bool){false});
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
reject(Batch *batch, const UsageEventInput *event, Err err)
{
    UsageOutcome *outcome = &batch->outcome;
    bool is_copy;

    TRY(take_copy(batch, event, err, &is_copy));
    if (!is_copy)
        outcome->rejected[outcome->rejected_count++] = (Rejection){batch->index, err};
    return OK;
}

static Err
take_events(Batch *batch, const UsageInput *input)
{
    UsageOutcome *outcome = &batch->outcome;
    Arena *arena = batch->ctx->arena;

    outcome->rejected = ARENA_NEW_ARRAY(arena, Rejection, input->event_count);
    outcome->conflict = ARENA_NEW_ARRAY(arena, UsageConflict, input->event_count);
    for (size_t i = 0; i < input->event_count; i++) {
        batch->index = (int64_t)i;
        Err err = take_event(batch, &input->event[i]);
        if (is_rejection(err))
            err = reject(batch, &input->event[i], err);
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
