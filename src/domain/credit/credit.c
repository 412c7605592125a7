#include "domain/credit/credit.h"

#include "domain/date/date.h"
#include "domain/money/money.h"

const char *const CREDIT_KIND_NAMES[] = {"monthly", "bulk", NULL};
const char *const LEDGER_ACCOUNT_NAMES[] = {"programme", "available", "used", "lapsed",
                                            "uncovered", "outside",   NULL};
const char *const MOVE_KIND_NAMES[] = {"grant", "use", "lapse", "transfer", "correction", NULL};
const char *const CREDIT_STATUS_NAMES[] = {"unassigned", "active", "suspended", "expired", NULL};

/* --- time ----------------------------------------------------------------------------------- */

/* RULE CR-1: the month that a day belongs to; RULE CR-2: there is only the one year. */
static int64_t
period_number(const CreditTerm *term, Date day)
{
    return term->period == CREDIT_YEAR ? 0 : span_between(term->starts_on, day).months;
}

int64_t
credit_period_count(const CreditTerm *term)
{
    if (!date_before(term->starts_on, term->ends_on))
        return 0;
    return period_number(term, date_add_days(term->ends_on, -1)) + 1;
}

DateRange
credit_period_days(const CreditTerm *term, int64_t number)
{
    assert(number >= 0);

    if (term->period == CREDIT_YEAR)
        return (DateRange){term->starts_on, term->ends_on};
    Date ends_on = date_add_months(term->starts_on, (int32_t)number + 1);
    return (DateRange){
        .starts_on = date_add_months(term->starts_on, (int32_t)number),
        .ends_on = date_earlier(ends_on, term->ends_on),
    };
}

bool
credit_period_of(const CreditTerm *term, Date day, int64_t *ret)
{
    if (!date_within(day, term->starts_on, term->ends_on))
        return false;
    *ret = period_number(term, day);
    return true;
}

/* --- accounts ------------------------------------------------------------------------------- */

bool
balance_is_sound(const PeriodBalance *balance)
{
    return balance->granted >= 0 && balance->used >= 0 && balance->lapsed >= 0 &&
           balance->uncovered >= 0 && balance->used <= balance->granted &&
           balance->lapsed <= balance->granted - balance->used;
}

/* What is available is the rest, and who grants or pays outside has no limit: none is kept. */
static int64_t *
place_of(PeriodBalance *balance, LedgerAccount account)
{
    switch (account) {
    case LEDGER_USED:
        return &balance->used;
    case LEDGER_LAPSED:
        return &balance->lapsed;
    case LEDGER_UNCOVERED:
        return &balance->uncovered;
    default:
        return NULL;
    }
}

static void
balance_apply(PeriodBalance *balance, const Move *move)
{
    int64_t *from = place_of(balance, move->from);
    int64_t *to = place_of(balance, move->to);

    if (move->from == LEDGER_PROGRAMME)
        balance->granted += move->micros;
    if (from != NULL)
        *from -= move->micros;
    if (to != NULL)
        *to += move->micros;
}

/* --- what time does ------------------------------------------------------------------------- */

bool
credit_due_on(const CreditTerm *term, const CreditProgress *progress, Date *ret)
{
    if (progress->open) {
        *ret = credit_period_days(term, progress->periods - 1).ends_on;
        return true;
    }
    if (progress->periods >= credit_period_count(term))
        return false;
    *ret = credit_period_days(term, progress->periods).starts_on;
    return true;
}

/* RULE CR-1: what was not used lapses. */
static Move
end_period(CreditProgress *progress)
{
    progress->open = false;
    return (Move){
        .kind = MOVE_LAPSE,
        .from = LEDGER_AVAILABLE,
        .to = LEDGER_LAPSED,
        .period = progress->periods - 1,
        .micros = balance_left(&progress->balance),
    };
}

static Move
begin_period(const CreditTerm *term, CreditProgress *progress)
{
    progress->open = true;
    progress->balance = (PeriodBalance){0};
    return (Move){
        .kind = MOVE_GRANT,
        .from = LEDGER_PROGRAMME,
        .to = LEDGER_AVAILABLE,
        .period = progress->periods++,
        .micros = term->micros,
    };
}

bool
credit_advance(const CreditTerm *term, CreditProgress *progress, Date today, Move *ret_move,
               Date *ret_on)
{
    Date on;

    if (!credit_due_on(term, progress, &on) || date_before(today, on))
        return false;
    *ret_move = progress->open ? end_period(progress) : begin_period(term, progress);
    balance_apply(&progress->balance, ret_move);
    assert(balance_is_sound(&progress->balance));
    *ret_on = on;
    return true;
}

/* --- what use does -------------------------------------------------------------------------- */

static int64_t
smaller_amount(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Those of these that move anything, applied to the balance. */
static size_t
apply_moves(PeriodBalance *balance, const Move *moves, size_t count, Move *ret)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (moves[i].micros == 0)
            continue;
        balance_apply(balance, &moves[i]);
        ret[kept++] = moves[i];
    }
    assert(balance_is_sound(balance));
    return kept;
}

size_t
balance_use(PeriodBalance *balance, int64_t period, int64_t micros, Move ret[USE_MOVES_MAX])
{
    assert(micros >= 0 && micros <= METERED_MICROS_MAX - balance_metered(balance));

    int64_t available = smaller_amount(micros, balance_left(balance));
    int64_t lapsed = smaller_amount(micros - available, balance->lapsed);
    const Move moves[USE_MOVES_MAX] = {
        {MOVE_USE, LEDGER_AVAILABLE, LEDGER_USED, period, available},
        {MOVE_USE, LEDGER_LAPSED, LEDGER_USED, period, lapsed},
        {MOVE_USE, LEDGER_OUTSIDE, LEDGER_UNCOVERED, period, micros - available - lapsed},
    };

    return apply_moves(balance, moves, COUNT_OF(moves), ret);
}

size_t
balance_correct(PeriodBalance *balance, int64_t period, const Correction *correction,
                Move ret[CORRECTION_MOVES_MAX])
{
    int64_t micros = correction->micros;
    assert(micros >= 0 && micros <= balance_metered(balance));

    int64_t uncovered = smaller_amount(micros, balance->uncovered);
    LedgerAccount back = correction->open ? LEDGER_AVAILABLE : LEDGER_LAPSED;
    const Move moves[CORRECTION_MOVES_MAX] = {
        {MOVE_CORRECTION, LEDGER_UNCOVERED, LEDGER_OUTSIDE, period, uncovered},
        {MOVE_CORRECTION, LEDGER_USED, back, period, micros - uncovered},
    };

    return apply_moves(balance, moves, COUNT_OF(moves), ret);
}

bool
balance_passes(const PeriodBalance *before, const PeriodBalance *after, int64_t percent)
{
    enum { WHOLE = 100 };
    /* The least use that is so many percent; granted times percent might not fit. */
    int64_t mark =
        after->granted / WHOLE * percent + (after->granted % WHOLE * percent + WHOLE - 1) / WHOLE;

    return before->used < mark && after->used >= mark;
}

bool
usage_cost(int64_t quantity, int64_t price, int64_t *ret)
{
    __extension__ typedef __int128 Wide;
    assert(quantity >= 0 && price >= 0);

    Wide cost = ((Wide)quantity * price + MICROS_PER_UNIT / 2) / MICROS_PER_UNIT;
    if (cost > METERED_MICROS_MAX)
        return false;
    *ret = (int64_t)cost;
    return true;
}

/* --- what follows --------------------------------------------------------------------------- */

CreditStatus
credit_status(const CreditTerm *term, const CreditProgress *progress, int64_t users, Date today)
{
    if (!date_before(today, term->ends_on))
        return CREDIT_EXPIRED;
    if (users == 0)
        return CREDIT_UNASSIGNED;
    return balance_left(&progress->balance) > 0 ? CREDIT_ACTIVE : CREDIT_SUSPENDED;
}

const char *
credit_obstacle(CreditPeriod period, const Participation *other, Date today)
{
    bool bulk = period == CREDIT_YEAR;

    if (bulk && other->programme_count > 0)
        return other->programme[0];
    for (size_t i = 0; i < other->held_count; i++) {
        const HeldCredit *held = &other->held[i];
        if (date_before(today, held->ends_on) && (bulk || held->period == CREDIT_YEAR))
            return held->offer_code;
    }
    return NULL;
}
