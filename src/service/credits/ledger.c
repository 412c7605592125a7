#include "service/credits/ledger.h"

#include "base/text/text.h"
#include "service/credits/credits.h"
#include "service/json_values.h"
#include "service/record.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"

/* --- postings ------------------------------------------------------------------------------- */

/* A move, and between whom and when. */
typedef struct Entry {
    Move move;
    Micros at;
    const Id *from; /* holders of what is available; NULL where it is nobody's */
    const Id *to;
} Entry;

typedef struct Moves {
    const Move *item;
    size_t count;
} Moves;

/* RULE CR-7: an amount leaves one account and arrives at another: the two sum to zero. */
static void
make_postings(Credit *credit, const Entry *entry, Posting ret[2])
{
    const Move *move = &entry->move;
    int64_t first = ++credit->postings;
    Posting leaves = {
        .seq = first,
        .entry = first,
        .kind = move->kind,
        .account = move->from,
        .period = move->period,
        .micros = -move->micros,
        .at = entry->at,
    };
    Posting arrives = leaves;

    arrives.seq = ++credit->postings;
    arrives.account = move->to;
    arrives.micros = move->micros;
    if (move->from == LEDGER_AVAILABLE && entry->from != NULL)
        leaves.holder_id = *entry->from;
    if (move->to == LEDGER_AVAILABLE && entry->to != NULL)
        arrives.holder_id = *entry->to;
    ret[0] = leaves;
    ret[1] = arrives;
}

static Err
post(Tx *tx, Credit *credit, const Entry *entry)
{
    Posting posting[2];

    make_postings(credit, entry, posting);
    TRY(store_posting_add(tx, credit, &posting[0]));
    return store_posting_add(tx, credit, &posting[1]);
}

/* --- what time does ------------------------------------------------------------------------- */

/* Time moves at midnight, but nothing happened to a credit before it was made. */
static Micros
moment_of(const Credit *credit, Date on)
{
    Micros midnight = on.day * MICROS_PER_DAY;

    return midnight > credit->created_at ? midnight : credit->created_at;
}

static Entry
entry_of(const Credit *credit, const Move *move, Date on)
{
    return (Entry){*move, moment_of(credit, on), &credit->holder_id, &credit->holder_id};
}

void
ledger_advance(Ctx *ctx, Credit *credit, Date day, PostingList *ret)
{
    /* A grant and a lapse for each period that there may be, of two postings each. */
    int64_t periods = credit_period_count(&credit->term);
    PostingList list = {0};
    Move move;
    Date on;

    while (credit_advance(&credit->term, &credit->progress, day, &move, &on)) {
        Entry entry = entry_of(credit, &move, on);
        if (move.micros == 0)
            continue;
        if (list.item == NULL)
            list.item = ARENA_NEW_ARRAY(ctx->arena, Posting, (size_t)(periods + 1) * 4);
        make_postings(credit, &entry, &list.item[list.count]);
        list.count += 2;
    }
    if (ret != NULL)
        *ret = list;
}

/* Nobody does what time does, so nobody stands in the event. */
static Err
record_credit_step(const Ctx *ctx, Tx *tx, const Credit *credit, const Move *move)
{
    Ctx nobody = *ctx;
    EventType type = move->kind == MOVE_GRANT ? EVENT_CREDIT_GRANTED : EVENT_CREDIT_LAPSED;
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, type, credit->id.text);
    DateRange days = credit_period_days(&credit->term, move->period);

    nobody.actor = (Actor){.address = ""};
    json_money(&json, "amount", credit->currency, move->micros);
    json_days(&json, "period", &days);
    return event_end(&nobody, tx, &record, &json);
}

static Err
write_step(Ctx *ctx, Tx *tx, Credit *credit, const Move *move, Date on)
{
    Entry entry = entry_of(credit, move, on);
    CreditPeriodRecord period = {
        .number = move->period,
        .days = credit_period_days(&credit->term, move->period),
        .balance = credit->progress.balance,
    };

    TRY(store_period_put(tx, credit, &period));
    if (move->micros == 0)
        return OK;
    TRY(post(tx, credit, &entry));
    return record_credit_step(ctx, tx, credit, move);
}

/* Many credits may be rolled in one request, so what a step needs is forgotten behind it. */
Err
ledger_roll(Ctx *ctx, Tx *tx, Credit *credit)
{
    size_t mark = arena_mark(ctx->arena);
    bool moved = false;
    Move move;
    Date on;

    while (credit_advance(&credit->term, &credit->progress, ctx->today, &move, &on)) {
        TRY(write_step(ctx, tx, credit, &move, on));
        arena_reset(ctx->arena, mark);
        moved = true;
    }
    return moved ? store_credit_put(tx, credit) : OK;
}

/* --- what use does -------------------------------------------------------------------------- */

static void
put_use(Json *json, const Credit *credit, const CreditPeriodRecord *period)
{
    json_money(json, "used", credit->currency, period->balance.used);
    json_money(json, "amount", credit->currency, period->balance.granted);
    json_days(json, "period", &period->days);
}

static Err
record_credit_alert(Ctx *ctx, Tx *tx, const Credit *credit, const CreditPeriodRecord *period,
                    int64_t percent)
{
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_CREDIT_ALERT, credit->id.text);

    json_int(&json, "percent", percent);
    put_use(&json, credit, period);
    return event_end(ctx, tx, &record, &json);
}

static Err
record_credit_suspended(Ctx *ctx, Tx *tx, const Credit *credit, const CreditPeriodRecord *period)
{
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_CREDIT_SUSPENDED, credit->id.text);

    put_use(&json, credit, period);
    return event_end(ctx, tx, &record, &json);
}

/* RULE CR-9: once for each mark that this use has passed; RULE CR-8: and when nothing is left. */
static Err
record_credit_marks(Ctx *ctx, Tx *tx, const Credit *credit, const PeriodBalance *before,
                    const CreditPeriodRecord *period)
{
    const Percents *alerts = &ctx->policy->alerts;
    bool was_left = balance_left(before) > 0;

    for (size_t i = 0; i < alerts->count; i++)
        if (balance_passes(before, &period->balance, alerts->percent[i]))
            TRY(record_credit_alert(ctx, tx, credit, period, alerts->percent[i]));
    if (!was_left || balance_left(&period->balance) > 0)
        return OK;
    return record_credit_suspended(ctx, tx, credit, period);
}

/* What is available is the holder's, whether it goes or comes back. */
static Err
post_moves(Ctx *ctx, Tx *tx, Credit *credit, const CreditPeriodRecord *period, const Moves *moves)
{
    const Id *holder = &credit->holder_id;

    for (size_t i = 0; i < moves->count; i++)
        TRY(post(tx, credit, &(Entry){moves->item[i], ctx->now, holder, holder}));
    TRY(store_period_put(tx, credit, period));
    if (period->number == credit->progress.periods - 1)
        credit->progress.balance = period->balance;
    return OK;
}

Err
ledger_use(Ctx *ctx, Tx *tx, Credit *credit, CreditPeriodRecord *period, int64_t micros)
{
    PeriodBalance before = period->balance;
    Move move[USE_MOVES_MAX];
    size_t count = balance_use(&period->balance, period->number, micros, move);

    TRY(post_moves(ctx, tx, credit, period, &(Moves){move, count}));
    return record_credit_marks(ctx, tx, credit, &before, period);
}

Err
ledger_correct(Ctx *ctx, Tx *tx, Credit *credit, CreditPeriodRecord *period, int64_t micros)
{
    bool is_last = period->number == credit->progress.periods - 1;
    const Correction correction = {micros, is_last && credit->progress.open};
    Move move[CORRECTION_MOVES_MAX];
    size_t count = balance_correct(&period->balance, period->number, &correction, move);

    return post_moves(ctx, tx, credit, period, &(Moves){move, count});
}

/* --- who holds it --------------------------------------------------------------------------- */

Err
ledger_transfer(Ctx *ctx, Tx *tx, Credit *credit, const Id *to)
{
    Entry entry = {
        .move = {.kind = MOVE_TRANSFER,
                 .from = LEDGER_AVAILABLE,
                 .to = LEDGER_AVAILABLE,
                 .period = credit->progress.periods - 1,
                 .micros = balance_left(&credit->progress.balance)},
        .at = ctx->now,
        .from = &credit->holder_id,
        .to = to,
    };

    /* Before its year a credit has nothing that could go along, and after use it may not either. */
    if (entry.move.micros > 0)
        TRY(post(tx, credit, &entry));
    credit->holder_id = *to;
    return store_credit_put(tx, credit);
}

/* --- the beginning and the end -------------------------------------------------------------- */

/* RULE CR-10: the amount of the offer, or what the operator's fixed rate makes of it. */
static Err
find_amount(Ctx *ctx, Tx *tx, const Benefit *benefit, Credit *credit)
{
    const Quantity *quantity = &benefit->quantity;
    bool known = false;
    Tenant tenant;

    credit->currency = quantity->currency;
    credit->rate = MICROS_PER_UNIT;
    credit->term.micros = quantity->micros;
    TRY(store_tenant_get(tx, &credit->tenant_id, ctx->arena, &tenant));
    if (tenant.currency == NULL || text_equal(tenant.currency, quantity->currency))
        return OK;
    TRY(store_rate_find(tx, quantity->currency, tenant.currency, &credit->rate, &known));
    if (!known || !usage_cost(quantity->micros, credit->rate, &credit->term.micros) ||
        credit->term.micros == 0)
        return refuse_with_text(&ctx->refusal, ERR_RATE_UNKNOWN, "currency", tenant.currency);
    credit->currency = tenant.currency;
    return OK;
}

/* RULE CR-1: months count from the day of provisioning, RULE CR-2: a bulk credit has its year. */
static CreditTerm
term_of(const Ctx *ctx, const Enrolment *enrolment, CreditPeriod period)
{
    Date starts_on = enrolment->starts_on;

    if (period == CREDIT_MONTH)
        starts_on = date_later(starts_on, ctx->today);
    starts_on = date_earlier(starts_on, enrolment->ends_on);
    return (CreditTerm){.period = period, .starts_on = starts_on, .ends_on = enrolment->ends_on};
}

static Err
record_credit_provisioned(Ctx *ctx, Tx *tx, const Credit *credit)
{
    Record record = {.partner_id = &credit->partner_id, .tenant_id = &credit->tenant_id};
    Json json = event_begin(ctx, &record, EVENT_CREDIT_PROVISIONED, credit->id.text);
    DateRange days = {credit->term.starts_on, credit->term.ends_on};

    json_text(&json, "benefitId", credit->benefit_id.text);
    json_text(&json, "kind", CREDIT_KIND_NAMES[credit->term.period]);
    json_money(&json, "amount", credit->currency, credit->term.micros);
    json_days(&json, "term", &days);
    return event_end(ctx, tx, &record, &json);
}

Err
provision_credit(Ctx *ctx, Tx *tx, const Enrolment *enrolment, const Benefit *benefit)
{
    Credit credit = {
        .tenant_id = enrolment->tenant_id,
        .id = id_new("crd_", ctx->now),
        .partner_id = enrolment->partner_id,
        .benefit_id = benefit->id,
        .term = term_of(ctx, enrolment, benefit->quantity.period),
        .created_at = ctx->now,
    };

    TRY(find_amount(ctx, tx, benefit, &credit));
    TRY(store_credit_add(tx, &credit));
    TRY(record_credit_provisioned(ctx, tx, &credit));
    return ledger_roll(ctx, tx, &credit);
}

Err
end_credit(Ctx *ctx, Tx *tx, Credit *credit)
{
    TRY(ledger_roll(ctx, tx, credit));
    Date ends_on = date_earlier(credit->term.ends_on, ctx->today);
    credit->term.ends_on = date_later(ends_on, credit->term.starts_on);
    TRY(ledger_roll(ctx, tx, credit));
    return store_credit_put(tx, credit);
}
