/*
 * Credits: each one is rebuilt from its ledger and compared with what is stored (RULE CR-7).
 */
#include "service/check/check_parts.h"

#include "store/credits/credits.h"

/* Damaged rows may say anything; a credit of ours has no more periods than this. */
enum { PERIODS_MAX = 24 };

/* What reading the ledger of a credit has come to. */
typedef struct Rebuild {
    const Credit *credit;
    int64_t postings;
    int64_t entry;     /* the one that is being read */
    int64_t entry_sum; /* of its postings so far */
    PeriodBalance period[PERIODS_MAX];
    int64_t available[PERIODS_MAX];
    bool broken;
} Rebuild;

#define credit_found(check, credit, ...)                                                           \
    check_found((check), "credit %s: %s", (credit)->id.text,                                       \
                arena_printf((check)->arena, __VA_ARGS__))

/* --- the ledger ----------------------------------------------------------------------------- */

static void
break_off(Check *check, Rebuild *rebuild, const Posting *posting, const char *what)
{
    credit_found(check, rebuild->credit, "posting %lld %s", (long long)posting->seq, what);
    rebuild->broken = true;
}

/* RULE CR-7: the postings of an entry sum to zero. */
static void
check_entry_ends(Check *check, Rebuild *rebuild)
{
    if (rebuild->entry_sum != 0)
        credit_found(check, rebuild->credit, "the postings of entry %lld do not sum to zero",
                     (long long)rebuild->entry);
    rebuild->entry_sum = 0;
}

static void
add_posting(Rebuild *rebuild, const Posting *posting)
{
    PeriodBalance *balance = &rebuild->period[posting->period];

    switch (posting->account) {
    case LEDGER_PROGRAMME:
        balance->granted -= posting->micros;
        break;
    case LEDGER_AVAILABLE:
        rebuild->available[posting->period] += posting->micros;
        break;
    case LEDGER_USED:
        balance->used += posting->micros;
        break;
    case LEDGER_LAPSED:
        balance->lapsed += posting->micros;
        break;
    case LEDGER_UNCOVERED:
        balance->uncovered += posting->micros;
        break;
    default: /* who pays outside has no limit */
        break;
    }
}

static void
check_posting(Check *check, Rebuild *rebuild, const Posting *posting)
{
    bool is_large = posting->micros > METERED_MICROS_MAX || posting->micros < -METERED_MICROS_MAX;

    if (posting->seq != ++rebuild->postings)
        return break_off(check, rebuild, posting, "stands where another one is missing");
    if (posting->period < 0 || posting->period >= rebuild->credit->progress.periods || is_large)
        return break_off(check, rebuild, posting, "says what the rules would have refused");
    if (posting->entry != rebuild->entry) {
        check_entry_ends(check, rebuild);
        rebuild->entry = posting->entry;
    }
    rebuild->entry_sum += posting->micros;
    add_posting(rebuild, posting);
}

static Err
read_ledger(Check *check, Rebuild *rebuild)
{
    PostingPage page = {.until = INT64_MAX, .limit = CHECK_PAGE_ITEMS};
    PostingList list = {.more = true};

    while (list.more && !rebuild->broken) {
        size_t mark = arena_mark(check->arena);
        TRY(store_posting_list(&check->tx, rebuild->credit, &page, check->arena, &list));
        for (size_t i = 0; i < list.count && !rebuild->broken; i++)
            check_posting(check, rebuild, &list.item[i]);
        if (list.count > 0)
            page.after = list.item[list.count - 1].seq;
        arena_reset(check->arena, mark);
    }
    check_entry_ends(check, rebuild);
    if (!rebuild->broken && rebuild->postings != rebuild->credit->postings)
        credit_found(check, rebuild->credit, "it counts %lld postings and has %lld",
                     (long long)rebuild->credit->postings, (long long)rebuild->postings);
    return OK;
}

/* --- the periods ---------------------------------------------------------------------------- */

/* RULE CR-1: no gap, no overlap: each period has the days that its number gives it. */
static bool
has_its_days(const Credit *credit, const CreditPeriodRecord *period)
{
    DateRange days = credit_period_days(&credit->term, period->number);

    return date_equal(days.starts_on, period->days.starts_on) &&
           date_equal(days.ends_on, period->days.ends_on);
}

static bool
is_balance_equal(const PeriodBalance *a, const PeriodBalance *b)
{
    return a->granted == b->granted && a->used == b->used && a->lapsed == b->lapsed &&
           a->uncovered == b->uncovered;
}

static Err
check_days(Check *check, const Credit *credit, const CreditPeriodRecord *period)
{
    UsageDayList list;
    int64_t metered = 0;

    TRY(store_usage_day_list(&check->tx, credit, &(UsageScope){.days = period->days}, check->arena,
                             &list));
    for (size_t i = 0; i < list.count; i++)
        metered += list.item[i].micros;
    if (metered != balance_metered(&period->balance))
        credit_found(check, credit, "period %lld has other use than its days",
                     (long long)period->number);
    return OK;
}

static Err
check_period(Check *check, const Rebuild *rebuild, const CreditPeriodRecord *period)
{
    const Credit *credit = rebuild->credit;
    long long number = period->number;
    const PeriodBalance *posted = &rebuild->period[period->number];

    if (!has_its_days(credit, period))
        credit_found(check, credit, "period %lld has other days than its number gives", number);
    if (!is_balance_equal(&period->balance, posted))
        credit_found(check, credit, "period %lld has another balance than its postings", number);
    if (!balance_is_sound(posted) || balance_left(posted) != rebuild->available[period->number])
        credit_found(check, credit, "period %lld has more gone than there was", number);
    return check_days(check, credit, period);
}

static Err
check_periods(Check *check, const Rebuild *rebuild)
{
    const Credit *credit = rebuild->credit;
    CreditPeriodRecordList list;

    TRY(store_period_list(&check->tx, credit, check->arena, &list));
    if ((int64_t)list.count != credit->progress.periods)
        credit_found(check, credit, "it counts %lld periods and has %zu",
                     (long long)credit->progress.periods, list.count);
    for (size_t i = 0; i < list.count && (int64_t)i < credit->progress.periods; i++) {
        if (list.item[i].number != (int64_t)i) {
            credit_found(check, credit, "period %zu is missing", i);
            return OK;
        }
        TRY(check_period(check, rebuild, &list.item[i]));
    }
    return OK;
}

/* --- people --------------------------------------------------------------------------------- */

/* RULE CR-5: a bulk credit has one holder, and the credit says who. */
static Err
check_users(Check *check, const Credit *credit)
{
    int64_t users;
    Id holder;

    TRY(store_credit_user_count(&check->tx, credit, &users, &holder));
    if (users != credit->users)
        credit_found(check, credit, "it counts %lld people and has %lld", (long long)credit->users,
                     (long long)users);
    if (credit->term.period == CREDIT_YEAR && (users > 1 || !id_equal(&holder, &credit->holder_id)))
        credit_found(check, credit, "its holder is not who has it");
    return OK;
}

static bool
is_term_possible(const Credit *credit)
{
    const CreditTerm *term = &credit->term;

    return date_in_range(term->starts_on) && date_in_range(term->ends_on) && term->micros > 0 &&
           credit->progress.periods >= 0 && credit->progress.periods <= PERIODS_MAX;
}

static Err
check_credit(Check *check, const Credit *credit)
{
    Rebuild rebuild = {.credit = credit};

    check->counts.credits++;
    if (!is_term_possible(credit)) {
        credit_found(check, credit, "its dates or its amount cannot be");
        return OK;
    }
    TRY(read_ledger(check, &rebuild));
    if (!rebuild.broken)
        TRY(check_periods(check, &rebuild));
    check->counts.postings += rebuild.postings;
    return check_users(check, credit);
}

Err
check_credits(Check *check)
{
    CreditList list = {.more = true};
    Credit last = {0};

    while (list.more) {
        arena_reset(check->arena, 0);
        TRY(store_credit_list_all(&check->tx, &last, CHECK_PAGE_ITEMS, check->arena, &list));
        for (size_t i = 0; i < list.count; i++)
            TRY(check_credit(check, &list.item[i]));
        if (list.count > 0)
            last = list.item[list.count - 1];
    }
    return OK;
}
