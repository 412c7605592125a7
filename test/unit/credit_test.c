/* Credits: how they are spread over time, and what time and use make of them. */
#include "unit.h"

#include "domain/credit/credit.h"
#include "domain/money/money.h"

#define UNIT INT64_C(1000000)

static CreditTerm
monthly(const char *starts_on, const char *ends_on, int64_t units)
{
    return (CreditTerm){CREDIT_MONTH, date_of(starts_on), date_of(ends_on), units * UNIT};
}

static CreditTerm
bulk(const char *starts_on, const char *ends_on, int64_t units)
{
    return (CreditTerm){CREDIT_YEAR, date_of(starts_on), date_of(ends_on), units * UNIT};
}

/* --- periods -------------------------------------------------------------------------------- */

typedef struct PeriodCase {
    int64_t number;
    const char *starts_on;
    const char *ends_on;
} PeriodCase;

/* RULE CR-1, RULE DT-2: of a credit provisioned on 2024-01-31. */
static void
months_count_from_the_anchor_and_are_clamped(void **state)
{
    static const PeriodCase CASES[] = {
        {0, "2024-01-31", "2024-02-29"},  {1, "2024-02-29", "2024-03-31"},
        {2, "2024-03-31", "2024-04-30"},  {3, "2024-04-30", "2024-05-31"},
        {11, "2024-12-31", "2025-01-30"},
    };
    const CreditTerm term = monthly("2024-01-31", "2025-01-30", 100);

    (void)state;
    assert_int_equal(credit_period_count(&term), 12);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        DateRange days = credit_period_days(&term, CASES[i].number);
        assert_int_equal(days.starts_on.day, date_of(CASES[i].starts_on).day);
        assert_int_equal(days.ends_on.day, date_of(CASES[i].ends_on).day);
    }
}

/* RULE CR-1: no gap and no overlap, whatever the anchor and however long the credit. */
static void
periods_tile_the_term(void **state)
{
    Chance chance = {1};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        Date start = {(int32_t)chance_between(&chance, 10000, 40000)};
        CreditTerm term = {(CreditPeriod)chance_between(&chance, 0, 1), start,
                           date_add_days(start, (int32_t)chance_between(&chance, 1, 400)), UNIT};
        int64_t count = credit_period_count(&term);
        Date next = start;
        for (int64_t n = 0; n < count; n++) {
            DateRange days = credit_period_days(&term, n);
            assert_int_equal(days.starts_on.day, next.day);
            assert_true(days.ends_on.day > days.starts_on.day);
            next = days.ends_on;
        }
        assert_int_equal(next.day, term.ends_on.day);
    }
}

/* Each day lies in the period that says it has it. */
static void
each_day_has_its_period(void **state)
{
    const CreditTerm term = monthly("2023-08-31", "2024-08-30", 100);
    int64_t number = -1;

    (void)state;
    for (Date day = term.starts_on; day.day < term.ends_on.day; day = date_add_days(day, 1)) {
        assert_true(credit_period_of(&term, day, &number));
        DateRange days = credit_period_days(&term, number);
        assert_true(days.starts_on.day <= day.day && day.day < days.ends_on.day);
    }
    assert_false(credit_period_of(&term, date_of("2023-08-30"), &number));
    assert_false(credit_period_of(&term, term.ends_on, &number));
}

/* RULE CR-2 */
static void
a_bulk_credit_has_its_year(void **state)
{
    const CreditTerm term = bulk("2026-07-01", "2027-07-01", 6000);
    DateRange days = credit_period_days(&term, 0);

    (void)state;
    assert_int_equal(credit_period_count(&term), 1);
    assert_int_equal(days.starts_on.day, term.starts_on.day);
    assert_int_equal(days.ends_on.day, term.ends_on.day);
}

/* --- time ----------------------------------------------------------------------------------- */

static CreditProgress
advanced(const CreditTerm *term, const char *today, int *ret_moves)
{
    CreditProgress progress = {0};
    Move move;
    Date on;
    int moves = 0;

    while (credit_advance(term, &progress, date_of(today), &move, &on))
        moves++;
    if (ret_moves != NULL)
        *ret_moves = moves;
    return progress;
}

/* RULE CR-1: unused credit lapses, and the next month has the whole amount. */
static void
what_is_not_used_lapses(void **state)
{
    const CreditTerm term = monthly("2026-01-15", "2027-01-15", 100);
    CreditProgress progress = advanced(&term, "2026-01-15", NULL);
    Move move[USE_MOVES_MAX];
    Move lapse;
    Date on;

    (void)state;
    assert_int_equal(progress.periods, 1);
    assert_int_equal(balance_use(&progress.balance, 0, 30 * UNIT, move), 1);
    assert_false(credit_advance(&term, &progress, date_of("2026-02-14"), &lapse, &on));
    assert_true(credit_advance(&term, &progress, date_of("2026-02-15"), &lapse, &on));
    assert_int_equal(lapse.kind, MOVE_LAPSE);
    assert_int_equal(lapse.micros, 70 * UNIT);
    assert_int_equal(on.day, date_of("2026-02-15").day);
    assert_true(credit_advance(&term, &progress, date_of("2026-02-15"), &lapse, &on));
    assert_int_equal(lapse.kind, MOVE_GRANT);
    assert_int_equal(balance_left(&progress.balance), 100 * UNIT);
}

static bool
is_same_move(const Move *a, const Move *b)
{
    return a->kind == b->kind && a->from == b->from && a->to == b->to && a->period == b->period &&
           a->micros == b->micros;
}

/* Whether somebody looks every day or after ten years, the same moves come on the same days. */
static void
it_does_not_matter_when_somebody_looks(void **state)
{
    const CreditTerm term = monthly("2024-01-31", "2025-01-30", 100);
    CreditProgress awake = {0};
    CreditProgress asleep = {0};
    Move a, b;
    Date on_a, on_b;
    int moves = 0;

    (void)state;
    for (Date day = term.starts_on; day.day < term.ends_on.day + 100; day = date_add_days(day, 1))
        while (credit_advance(&term, &awake, day, &a, &on_a)) {
            assert_int_equal(on_a.day, day.day);
            assert_true(credit_advance(&term, &asleep, date_of("2035-01-01"), &b, &on_b));
            assert_int_equal(on_b.day, on_a.day);
            assert_true(is_same_move(&a, &b));
            moves++;
        }
    assert_int_equal(moves, 24);
    assert_false(credit_advance(&term, &asleep, date_of("2035-01-01"), &b, &on_b));
    assert_false(credit_due_on(&term, &asleep, &on_b));
}

/* A credit that is taken back before it began never grants anything. */
static void
a_term_without_days_grants_nothing(void **state)
{
    const CreditTerm term = monthly("2026-05-01", "2026-05-01", 100);
    int moves;

    (void)state;
    advanced(&term, "2030-01-01", &moves);
    assert_int_equal(moves, 0);
    assert_int_equal(credit_period_count(&term), 0);
}

/* --- use ------------------------------------------------------------------------------------ */

/* RULE CR-8: what is metered beyond is uncovered, never a balance below zero. */
static void
use_beyond_the_amount_is_uncovered(void **state)
{
    PeriodBalance balance = {.granted = 100 * UNIT};
    Move move[USE_MOVES_MAX];

    (void)state;
    assert_int_equal(balance_use(&balance, 0, 60 * UNIT, move), 1);
    assert_int_equal(balance_use(&balance, 0, 60 * UNIT, move), 2);
    assert_int_equal(move[0].micros, 40 * UNIT);
    assert_int_equal(move[1].from, LEDGER_OUTSIDE);
    assert_int_equal(move[1].micros, 20 * UNIT);
    assert_int_equal(balance_left(&balance), 0);
    assert_int_equal(balance.uncovered, 20 * UNIT);
    assert_int_equal(balance_use(&balance, 0, 0, move), 0);
}

/* RULE CR-7: a late event draws on what lapsed. */
static void
late_use_draws_on_what_lapsed(void **state)
{
    PeriodBalance balance = {.granted = 100 * UNIT, .used = 30 * UNIT, .lapsed = 70 * UNIT};
    Move move[USE_MOVES_MAX];

    (void)state;
    assert_int_equal(balance_use(&balance, 4, 80 * UNIT, move), 2);
    assert_int_equal(move[0].from, LEDGER_LAPSED);
    assert_int_equal(move[0].period, 4);
    assert_int_equal(balance.used, 100 * UNIT);
    assert_int_equal(balance.lapsed, 0);
    assert_int_equal(balance.uncovered, 10 * UNIT);
}

/* RULE CR-7, RULE CR-8: the same use in any order, in any portions, before or after the end. */
static void
order_and_portions_do_not_matter(void **state)
{
    Chance chance = {7};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        PeriodBalance whole = {.granted = chance_between(&chance, 1, 1000)};
        PeriodBalance parts = whole;
        Move move[USE_MOVES_MAX];
        int64_t sum = 0;
        int count = (int)chance_between(&chance, 1, 20);
        int ends_after = (int)chance_between(&chance, 0, count);
        for (int n = 0; n < count; n++) {
            int64_t micros = chance_between(&chance, 0, 200);
            if (n == ends_after)
                parts.lapsed += balance_left(&parts);
            balance_use(&parts, 0, micros, move);
            assert_true(balance_is_sound(&parts));
            sum += micros;
        }
        balance_use(&whole, 0, sum, move);
        whole.lapsed += balance_left(&whole);
        parts.lapsed += balance_left(&parts);
        assert_memory_equal(&whole, &parts, sizeof(whole));
    }
}

/* RULE CR-13: corrected use leaves a period as if it had never become known, whenever it was. */
static void
corrected_use_was_never_there(void **state)
{
    Chance chance = {13};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        PeriodBalance with = {.granted = chance_between(&chance, 1, 1000)};
        PeriodBalance without = with;
        Move move[USE_MOVES_MAX];
        Correction wrong = {chance_between(&chance, 0, 1500), chance_between(&chance, 0, 1) == 1};
        int64_t before = chance_between(&chance, 0, 800);
        int64_t after = chance_between(&chance, 0, 800);
        balance_use(&with, 0, before, move);
        balance_use(&with, 0, wrong.micros, move);
        balance_use(&without, 0, before, move);
        if (!wrong.open) {
            with.lapsed += balance_left(&with);
            without.lapsed += balance_left(&without);
        }
        balance_use(&with, 0, after, move);
        balance_use(&without, 0, after, move);
        balance_correct(&with, 0, &wrong, move);
        assert_memory_equal(&with, &without, sizeof(with));
    }
}

/* RULE CR-9: each mark is passed once, by whatever portions. */
static void
each_mark_is_passed_once(void **state)
{
    static const int64_t MARKS[] = {50, 80, 90, 100};
    Chance chance = {9};

    (void)state;
    for (int i = 0; i < 5000; i++) {
        PeriodBalance balance = {.granted = chance_between(&chance, 1, 1000)};
        int passed[COUNT_OF(MARKS)] = {0};
        Move move[USE_MOVES_MAX];
        while (balance_left(&balance) > 0) {
            PeriodBalance before = balance;
            balance_use(&balance, 0, chance_between(&chance, 1, 300), move);
            for (size_t m = 0; m < COUNT_OF(MARKS); m++)
                passed[m] += balance_passes(&before, &balance, MARKS[m]);
        }
        for (size_t m = 0; m < COUNT_OF(MARKS); m++)
            assert_int_equal(passed[m], 1);
    }
}

static void
a_mark_is_reached_exactly(void **state)
{
    const PeriodBalance none = {.granted = INT64_C(1000000000000000000)};
    PeriodBalance balance = none;

    (void)state;
    balance.used = INT64_C(799999999999999999);
    assert_false(balance_passes(&none, &balance, 80));
    balance.used++;
    assert_true(balance_passes(&none, &balance, 80));
}

typedef struct CostCase {
    int64_t quantity;
    int64_t price;
    int64_t cost;
} CostCase;

static void
a_cost_is_rounded_to_the_nearest_millionth(void **state)
{
    static const CostCase CASES[] = {
        {3 * UNIT, 2 * UNIT, 6 * UNIT}, {1, UNIT, 1}, {1, UNIT / 2, 1}, {1, UNIT / 2 - 1, 0},
        {1500000, 333333, 500000},      {0, UNIT, 0},
    };
    int64_t cost = -1;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_true(usage_cost(CASES[i].quantity, CASES[i].price, &cost));
        assert_int_equal(cost, CASES[i].cost);
    }
    assert_false(usage_cost(INT64_MAX, INT64_MAX, &cost));
    assert_true(usage_cost(METERED_MICROS_MAX, UNIT, &cost));
    assert_false(usage_cost(METERED_MICROS_MAX + 1, UNIT, &cost));
}

static void
percentages_are_read(void **state)
{
    static const char *const REFUSED[] = {"",
                                          "0",
                                          "101",
                                          "50,50",
                                          "80,50",
                                          "50,",
                                          ",50",
                                          "50 ",
                                          "a",
                                          "1,2,3,4,5,6,7,8,9",
                                          "18446744073709551666"};
    Percents percents;

    (void)state;
    assert_true(percents_parse("50,80,90,100", &percents));
    assert_int_equal(percents.count, 4);
    assert_int_equal(percents.percent[3], 100);
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++)
        if (percents_parse(REFUSED[i], &percents))
            fail_msg("\"%s\" is read", REFUSED[i]);
}

/* --- status --------------------------------------------------------------------------------- */

static void
the_status_follows_from_what_is_left(void **state)
{
    const CreditTerm term = monthly("2026-01-15", "2027-01-15", 100);
    CreditProgress progress = advanced(&term, "2026-01-15", NULL);
    Move move[USE_MOVES_MAX];
    Date today = date_of("2026-01-20");

    (void)state;
    assert_int_equal(credit_status(&term, &progress, 0, today), CREDIT_UNASSIGNED);
    assert_int_equal(credit_status(&term, &progress, 2, today), CREDIT_ACTIVE);
    balance_use(&progress.balance, 0, 100 * UNIT, move);
    /* RULE CR-8 */
    assert_int_equal(credit_status(&term, &progress, 2, today), CREDIT_SUSPENDED);
    assert_int_equal(credit_status(&term, &progress, 2, date_of("2027-01-14")), CREDIT_SUSPENDED);
    assert_int_equal(credit_status(&term, &progress, 2, term.ends_on), CREDIT_EXPIRED);
}

/* RULE CR-6 */
static void
a_bulk_credit_goes_with_nothing_else(void **state)
{
    static const char *const PROGRAMMES[] = {"csp", "ea"};
    const Date today = date_of("2026-06-01");
    const HeldCredit over = {CREDIT_MONTH, date_of("2026-06-01"), "old"};
    const HeldCredit of_month = {CREDIT_MONTH, date_of("2026-06-02"), "action-pack"};
    const HeldCredit of_year = {CREDIT_YEAR, date_of("2026-06-02"), "gold"};
    const Participation none = {0};
    const Participation in_programmes = {PROGRAMMES, 2, NULL, 0};

    (void)state;
    assert_null(credit_obstacle(CREDIT_YEAR, &none, today));
    assert_string_equal(credit_obstacle(CREDIT_YEAR, &in_programmes, today), "csp");
    assert_null(credit_obstacle(CREDIT_MONTH, &in_programmes, today));
    assert_null(credit_obstacle(CREDIT_YEAR, &(Participation){NULL, 0, &over, 1}, today));
    assert_string_equal(
        credit_obstacle(CREDIT_YEAR, &(Participation){NULL, 0, &of_month, 1}, today),
        "action-pack");
    assert_null(credit_obstacle(CREDIT_MONTH, &(Participation){NULL, 0, &of_month, 1}, today));
    assert_string_equal(
        credit_obstacle(CREDIT_MONTH, &(Participation){NULL, 0, &of_year, 1}, today), "gold");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_count_from_the_anchor_and_are_clamped),
        cmocka_unit_test(periods_tile_the_term),
        cmocka_unit_test(each_day_has_its_period),
        cmocka_unit_test(a_bulk_credit_has_its_year),
        cmocka_unit_test(what_is_not_used_lapses),
        cmocka_unit_test(it_does_not_matter_when_somebody_looks),
        cmocka_unit_test(a_term_without_days_grants_nothing),
        cmocka_unit_test(use_beyond_the_amount_is_uncovered),
        cmocka_unit_test(late_use_draws_on_what_lapsed),
        cmocka_unit_test(order_and_portions_do_not_matter),
        cmocka_unit_test(corrected_use_was_never_there),
        cmocka_unit_test(each_mark_is_passed_once),
        cmocka_unit_test(a_mark_is_reached_exactly),
        cmocka_unit_test(a_cost_is_rounded_to_the_nearest_millionth),
        cmocka_unit_test(percentages_are_read),
        cmocka_unit_test(the_status_follows_from_what_is_left),
        cmocka_unit_test(a_bulk_credit_goes_with_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
