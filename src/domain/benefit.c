#include "domain/benefit.h"

const char *const BENEFIT_STATUS_NAMES[] = {"ready", "active", "used", "expired", NULL};
const char *const KEY_STATUS_NAMES[] = {"ready",   "revealed", "redeemed",
                                        "revoked", "expired",  NULL};
const char *const BENEFIT_SORT_NAMES[] = {"name",     "-name",     "activateBy", "-activateBy",
                                          "source",   "-source",   "status",     "-status",
                                          "quantity", "-quantity", NULL};

bool
enrolment_year(Date starts_on, int64_t grace_days, EnrolmentYear *ret)
{
    enum { YEAR_DAYS = 365 };

    assert(date_in_range(starts_on));
    /* RULE BEN-4: a year is 365 days, also when it has a leap day in it. */
    if (grace_days < 0 || grace_days > DATE_MAX_DAY - starts_on.day - YEAR_DAYS)
        return false;

    Date ends_on = date_add_days(starts_on, YEAR_DAYS);
    *ret = (EnrolmentYear){starts_on, ends_on, date_add_days(ends_on, (int32_t)grace_days)};
    return true;
}

/*
 * The most that is held on any one day: years that overlap the new one need not overlap each other.
 * That day is among those on which a year begins.
 */
static int64_t
most_at_once(const CoreHolding *held, size_t count, bool only_begun)
{
    int64_t most = 0;

    for (size_t i = 0; i < count; i++) {
        Date day = held[i].starts_on;
        int64_t sum = 0;
        for (size_t j = 0; j < count; j++) {
            bool covers = date_within(day, held[j].starts_on, held[j].ends_on);
            bool counts = covers && (held[j].begun || !only_begun);
            if (counts && __builtin_add_overflow(sum, held[j].quantity, &sum))
                sum = INT64_MAX;
        }
        if (sum > most)
            most = sum;
    }
    return most;
}

static bool
is_outdone(Tier tier, int64_t quantity, const CoreHolding *held, size_t count)
{
    bool same_tier = false;

    for (size_t i = 0; i < count; i++) {
        if (held[i].tier > tier)
            return true;
        same_tier = same_tier || held[i].tier == tier;
    }
    return same_tier && most_at_once(held, count, false) >= quantity;
}

int64_t
benefit_resolve_core(Tier tier, int64_t quantity, CoreHolding *held, size_t count)
{
    assert(quantity > 0);
    if (is_outdone(tier, quantity, held, count))
        return 0;

    for (size_t i = 0; i < count; i++)
        held[i].superseded = !held[i].begun;
    int64_t rest = quantity - most_at_once(held, count, true);
    return rest > 0 ? rest : 0;
}

BenefitStatus
benefit_status(const BenefitUse *use, Date today)
{
    if (use->used > 0 && use->used >= use->quantity)
        return BENEFIT_USED;
    if (use->superseded || date_after(today, use->activate_by))
        return BENEFIT_EXPIRED;
    return use->used > 0 ? BENEFIT_ACTIVE : BENEFIT_READY;
}

BenefitStatus
benefit_status_of_credit(const CreditTerm *term, const CreditProgress *progress, int64_t users,
                         Date today)
{
    const PeriodBalance *balance = &progress->balance;
    bool used_up =
        term->period == CREDIT_YEAR && balance->granted > 0 && balance->used == balance->granted;

    if (used_up)
        return BENEFIT_USED;
    switch (credit_status(term, progress, users, today)) {
    case CREDIT_EXPIRED:
        return BENEFIT_EXPIRED;
    case CREDIT_UNASSIGNED:
        return BENEFIT_READY;
    default:
        return BENEFIT_ACTIVE;
    }
}

int64_t
benefit_licenses_used(int64_t granted, int64_t redeemed, int64_t open)
{
    int64_t gone = granted - open > 0 ? granted - open : 0;

    return redeemed < gone ? redeemed : gone;
}

KeyStatus
key_status(KeyState state, Date redeem_by, Date today)
{
    switch (state) {
    case KEY_REDEEMED:
        return KEY_STATUS_REDEEMED;
    case KEY_REVOKED:
        return KEY_STATUS_REVOKED;
    default:
        break;
    }
    /* RULE DT-4: still good on its last day. */
    if (date_after(today, redeem_by))
        return KEY_STATUS_EXPIRED;
    return state == KEY_REVEALED ? KEY_STATUS_REVEALED : KEY_STATUS_READY;
}

bool
benefit_passes(const BenefitRow *row, const BenefitFilter *filter, Date today)
{
    int32_t days = date_days_between(today, row->activate_by);

    if (filter->kind >= 0 && filter->kind != (int64_t)row->kind)
        return false;
    if (filter->status >= 0 && filter->status != (int64_t)row->status)
        return false;
    if (filter->expiring_within_days >= 0 && (days < 0 || days > filter->expiring_within_days))
        return false;
    return filter->words.count == 0 || words_are_in(&filter->words, row->words);
}

static void
put_name_key(Order *order, const BenefitRow *row)
{
    order_put_key(order, row->name);
}

static void
put_activate_by(Order *order, const BenefitRow *row)
{
    order_put_number(order, row->activate_by.day);
}

static void
put_source(Order *order, const BenefitRow *row)
{
    order_put_key(order, row->offer_name);
    order_put_key(order, row->competency);
}

static void
put_status(Order *order, const BenefitRow *row)
{
    order_put_number(order, (int64_t)row->status);
}

/* Licences, money and incidents have no common measure, so each kind is a group. */
static void
put_quantity_of(Order *order, const BenefitRow *row)
{
    order_put_number(order, (int64_t)row->kind);
    order_put_number(order, row->quantity);
}

/* What is falling is only the column: those that are equal in it are by name all the same. */
Order
benefit_order(const BenefitRow *row, int64_t sort)
{
    /* In the order of BENEFIT_SORT_NAMES, which has every column twice. */
    static void (*const COLUMNS[])(Order *, const BenefitRow *) = {
        put_name_key, put_activate_by, [BENEFIT_BY_SOURCE] = put_source,
        put_status,   put_quantity_of,
    };
    static_assert(COUNT_OF(BENEFIT_SORT_NAMES) == 2 * COUNT_OF(COLUMNS) + 1, "a column each");
    assert(sort >= 0 && (size_t)sort < 2 * COUNT_OF(COLUMNS));
    Order order = {.size = 0};

    COLUMNS[sort / 2](&order, row);
    if (sort % 2 == 1)
        order_turn(&order, 0);
    put_name_key(&order, row);
    return order;
}
