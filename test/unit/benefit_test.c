/* Who gets a core benefit, the membership year, statuses, and the order of a list. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "domain/benefit.h"

static Date
day(const char *text)
{
    Date date = {0};

    assert_true(date_parse(text, &date));
    return date;
}

/* RULE BEN-4: a year is 365 days, and 30 more to use what it gave. */
static void
a_year_has_365_days_and_30_of_grace(void **state)
{
    EnrolmentYear year;

    (void)state;
    assert_true(enrolment_year(day("2021-08-02"), 30, &year));
    assert_int_equal(year.ends_on.day, day("2022-08-02").day);
    assert_int_equal(year.activate_by.day, day("2022-09-01").day);

    assert_true(enrolment_year(day("2024-02-01"), 30, &year)); /* has a leap day in it */
    assert_int_equal(year.ends_on.day, day("2025-01-31").day);
}

static void
a_year_ends_before_the_calendar_does(void **state)
{
    EnrolmentYear year;

    (void)state;
    assert_true(enrolment_year(day("9998-12-01"), 30, &year));
    assert_int_equal(year.activate_by.day, day("9999-12-31").day);
    assert_false(enrolment_year(day("9998-12-02"), 30, &year));
    assert_true(enrolment_year(day("9998-12-31"), 0, &year));
    assert_false(enrolment_year(day("9999-01-01"), 0, &year));
}

enum { HELD_MAX = 3 };

typedef struct CoreCase {
    const char *fact;
    Tier tier;
    int64_t quantity;
    CoreHolding held[HELD_MAX];
    size_t count;
    int64_t granted;
    const char *superseded; /* a letter for each holding: - or s */
} CoreCase;

#define FROM_JANUARY .starts_on = {1000}, .ends_on = {1365}
#define FROM_JUNE    .starts_on = {1150}, .ends_on = {1515}
#define NEXT_YEAR    .starts_on = {1365}, .ends_on = {1730}

/* RULE BEN-1: core benefits come once, from the highest tier held. */
static const CoreCase CORE_CASES[] = {
    {"nothing held: all of it", TIER_SILVER, 25, {{0}}, 0, 25, ""},
    {"a higher tier is held: nothing", TIER_SILVER, 25, {{TIER_GOLD, 5, FROM_JANUARY}}, 1, 0, "-"},
    {"a lower tier is held: it gives way",
     TIER_GOLD,
     100,
     {{TIER_SILVER, 25, FROM_JANUARY}},
     1,
     100,
     "s"},
    {"a lower tier with more gives way all the same",
     TIER_GOLD,
     10,
     {{TIER_SILVER, 25, FROM_JANUARY}},
     1,
     10,
     "s"},
    {"a lower tier is redeemed: only the difference",
     TIER_GOLD,
     100,
     {{TIER_SILVER, 25, true, FROM_JANUARY}},
     1,
     75,
     "-"},
    {"more than that is redeemed: nothing",
     TIER_GOLD,
     20,
     {{TIER_SILVER, 25, true, FROM_JANUARY}},
     1,
     0,
     "-"},
    {"the same tier with as much: nothing",
     TIER_GOLD,
     100,
     {{TIER_GOLD, 100, FROM_JANUARY}},
     1,
     0,
     "-"},
    {"the same tier with less gives way",
     TIER_GOLD,
     100,
     {{TIER_GOLD, 60, FROM_JANUARY}},
     1,
     100,
     "s"},
    {"the same tier with less, redeemed: the difference",
     TIER_GOLD,
     100,
     {{TIER_GOLD, 60, true, FROM_JANUARY}},
     1,
     40,
     "-"},
    {"redeemed and topped up: both count",
     TIER_SILVER,
     25,
     {{TIER_ACTION_PACK, 5, true, FROM_JANUARY}, {TIER_SILVER, 20, FROM_JANUARY}},
     2,
     0,
     "--"},
    {"redeemed, topped up and outdone: the top gives way",
     TIER_GOLD,
     100,
     {{TIER_ACTION_PACK, 5, true, FROM_JANUARY}, {TIER_SILVER, 20, FROM_JANUARY}},
     2,
     95,
     "-s"},
    {"two years that do not meet count once",
     TIER_GOLD,
     100,
     {{TIER_SILVER, 25, true, FROM_JANUARY}, {TIER_SILVER, 25, true, NEXT_YEAR}},
     2,
     75,
     "--"},
    {"two years that do meet count both",
     TIER_GOLD,
     100,
     {{TIER_SILVER, 25, true, FROM_JANUARY}, {TIER_SILVER, 25, true, FROM_JUNE}},
     2,
     50,
     "--"},
    {"one gold among them is enough",
     TIER_SILVER,
     500,
     {{TIER_ACTION_PACK, 5, FROM_JANUARY}, {TIER_GOLD, 1, FROM_JUNE}},
     2,
     0,
     "--"},
};

static void
core_benefits_come_once_from_the_highest_tier(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CORE_CASES); i++) {
        CoreCase it = CORE_CASES[i];
        char superseded[HELD_MAX + 1] = "";
        int64_t granted = benefit_resolve_core(it.tier, it.quantity, it.held, it.count);
        for (size_t j = 0; j < it.count; j++)
            superseded[j] = it.held[j].superseded ? 's' : '-';
        if (granted != it.granted || strcmp(superseded, it.superseded) != 0)
            fail_msg("%s: %lld, %s", it.fact, (long long)granted, superseded);
    }
}

static void
amounts_beyond_counting_do_not_overflow(void **state)
{
    CoreHolding held[] = {{TIER_GOLD, INT64_MAX, FROM_JANUARY}, {TIER_GOLD, INT64_MAX, FROM_JUNE}};

    (void)state;
    assert_int_equal(benefit_resolve_core(TIER_GOLD, INT64_MAX, held, COUNT_OF(held)), 0);
}

typedef struct StatusCase {
    BenefitUse use;
    int32_t today;
    BenefitStatus status;
} StatusCase;

/* RULE BEN-2, RULE DT-4: on its last day a benefit can still be used. */
static const StatusCase STATUS_CASES[] = {
    {{25, 0, {100}, false}, 99, BENEFIT_READY},    {{25, 0, {100}, false}, 100, BENEFIT_READY},
    {{25, 0, {100}, false}, 101, BENEFIT_EXPIRED}, {{25, 25, {100}, false}, 100, BENEFIT_USED},
    {{25, 25, {100}, false}, 101, BENEFIT_USED},   {{10, 3, {100}, false}, 100, BENEFIT_ACTIVE},
    {{10, 3, {100}, false}, 101, BENEFIT_EXPIRED}, {{25, 0, {100}, true}, 99, BENEFIT_EXPIRED},
    {{10, 3, {100}, true}, 99, BENEFIT_EXPIRED},
};

static void
status_follows_from_use_and_today(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(STATUS_CASES); i++) {
        const StatusCase *it = &STATUS_CASES[i];
        if (benefit_status(&it->use, (Date){it->today}) != it->status)
            fail_msg("case %zu", i);
    }
}

static void
a_replaced_key_counts_once(void **state)
{
    (void)state;
    assert_int_equal(benefit_licenses_used(25, 0, 25), 0);
    assert_int_equal(benefit_licenses_used(25, 25, 0), 25);
    assert_int_equal(benefit_licenses_used(25, 25, 25), 0); /* voided, and a new key waits */
    assert_int_equal(benefit_licenses_used(25, 50, 0), 25); /* and that one is redeemed, too */
    assert_int_equal(benefit_licenses_used(25, 0, 0), 0);   /* revoked */
}

/* RULE DT-4: the same for keys; what is redeemed or revoked does not expire. */
static void
key_status_follows_from_state_and_today(void **state)
{
    (void)state;
    assert_int_equal(key_status(KEY_READY, (Date){100}, (Date){100}), KEY_STATUS_READY);
    assert_int_equal(key_status(KEY_REVEALED, (Date){100}, (Date){100}), KEY_STATUS_REVEALED);
    assert_int_equal(key_status(KEY_READY, (Date){100}, (Date){101}), KEY_STATUS_EXPIRED);
    assert_int_equal(key_status(KEY_REVEALED, (Date){100}, (Date){101}), KEY_STATUS_EXPIRED);
    assert_int_equal(key_status(KEY_REDEEMED, (Date){100}, (Date){101}), KEY_STATUS_REDEEMED);
    assert_int_equal(key_status(KEY_REVOKED, (Date){100}, (Date){101}), KEY_STATUS_REVOKED);
}

/* Letters of one case and script are in the order of their bytes. */
#define KEY(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const BenefitRow ROWS[] = {
    {
        .name = KEY("visio"),
        .words = "visio\nvisio-plan-2\ngold competency\ncloud platform",
        .offer_name = KEY("gold competency"),
        .competency = KEY("cloud platform"),
        .kind = PRODUCT_LICENSE,
        .status = BENEFIT_READY,
        .quantity = 6,
        .activate_by = {200},
        .use_by = {200},
    },
    {
        .name = KEY("azure"),
        .words = "azure\nazure-bulk-credit\nsilver competency\n",
        .offer_name = KEY("silver competency"),
        .competency = KEY(""),
        .kind = PRODUCT_CREDIT,
        .status = BENEFIT_USED,
        .quantity = 6000000000,
        .activate_by = {100},
        .use_by = {100},
    },
    {
        .name = KEY("support"),
        .words = "support\ntechnical-support\ngold competency\nanalytics",
        .offer_name = KEY("gold competency"),
        .competency = KEY("analytics"),
        .kind = PRODUCT_SUPPORT,
        .status = BENEFIT_EXPIRED,
        .quantity = 20,
        .activate_by = {100},
        .use_by = {100},
    },
    {
        .name = KEY("visio"),
        .words = "visio\nvisio-plan-2\naction pack\n",
        .offer_name = KEY("action pack"),
        .competency = KEY(""),
        .kind = PRODUCT_LICENSE,
        .status = BENEFIT_ACTIVE,
        .quantity = 5,
        .activate_by = {150},
        .use_by = {150},
    },
};

typedef struct SortCase {
    const char *sort;
    const char *order; /* the numbers of the rows, from 1 */
} SortCase;

/* RULE BEN-2: every column sorts both ways, and what is equal in it goes by name, and then by id.
 */
static const SortCase SORT_CASES[] = {
    {"name", "2314"},     {"-name", "1432"},     {"activateBy", "2341"}, {"-activateBy", "1423"},
    {"source", "4312"},   {"-source", "2134"},   {"status", "1423"},     {"-status", "3241"},
    {"quantity", "4123"}, {"-quantity", "3214"},
};

static bool
comes_before(const BenefitRow *a, const BenefitRow *b, int64_t sort)
{
    const Order one = benefit_order(a, sort), other = benefit_order(b, sort);
    int order = order_compare((SortKey){one.byte, one.size}, (SortKey){other.byte, other.size});

    return order != 0 ? order < 0 : a < b;
}

static void
every_column_sorts_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SORT_CASES); i++) {
        char order[COUNT_OF(ROWS) + 1] = "";
        int64_t sort = name_index(BENEFIT_SORT_NAMES, SORT_CASES[i].sort);
        assert_true(sort >= 0);
        for (size_t j = 0; j < COUNT_OF(ROWS); j++) {
            size_t before = 0;
            for (size_t k = 0; k < COUNT_OF(ROWS); k++)
                before += comes_before(&ROWS[k], &ROWS[j], sort);
            order[before] = (char)('1' + j);
        }
        if (strcmp(order, SORT_CASES[i].order) != 0)
            fail_msg("%s: %s", SORT_CASES[i].sort, order);
    }
}

static void
the_default_order_is_by_last_day(void **state)
{
    (void)state;
    assert_string_equal(BENEFIT_SORT_NAMES[BENEFIT_SORT_DEFAULT], "activateBy");
}

typedef struct FilterCase {
    BenefitFilter filter;
    const char *found; /* the numbers of the rows, from 1 */
} FilterCase;

/* RULE BEN-2: the filters, today being day 100. */
#define NO_WORDS {.count = 0}
#define WORDS(...)                                                                                 \
    {.word = (const char *[]){__VA_ARGS__}, .count = COUNT_OF(((const char *[]){__VA_ARGS__}))}

static const FilterCase FILTER_CASES[] = {
    {{-1, -1, -1, NO_WORDS}, "1234"},
    {{PRODUCT_LICENSE, -1, -1, NO_WORDS}, "14"},
    {{-1, BENEFIT_READY, -1, NO_WORDS}, "1"},
    {{-1, -1, 0, NO_WORDS}, "23"},
    {{-1, -1, 50, NO_WORDS}, "234"},
    {{-1, -1, 49, NO_WORDS}, "23"},
    {{-1, BENEFIT_ACTIVE, 99, NO_WORDS}, "4"},
    {{-1, -1, -1, WORDS("visio")}, "14"},
    {{-1, -1, -1, WORDS("plan-2")}, "14"},
    {{-1, -1, -1, WORDS("gold")}, "13"},
    {{-1, -1, -1, WORDS("analytics")}, "3"},
    {{-1, -1, -1, WORDS("gold", "visio")}, "1"},
    {{-1, -1, -1, WORDS("nothing", "visio")}, ""},
};

static void
filters_narrow_the_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FILTER_CASES); i++) {
        char found[COUNT_OF(ROWS) + 1] = "";
        for (size_t j = 0, count = 0; j < COUNT_OF(ROWS); j++)
            if (benefit_passes(&ROWS[j], &FILTER_CASES[i].filter, (Date){100}))
                found[count++] = (char)('1' + j);
        if (strcmp(found, FILTER_CASES[i].found) != 0)
            fail_msg("case %zu: %s", i, found);
    }
}

static void
what_is_past_does_not_expire_soon(void **state)
{
    BenefitFilter soon = {-1, -1, 90, NO_WORDS};

    (void)state;
    assert_true(benefit_passes(&ROWS[2], &soon, (Date){100}));
    assert_false(benefit_passes(&ROWS[2], &soon, (Date){101}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_has_365_days_and_30_of_grace),
        cmocka_unit_test(a_year_ends_before_the_calendar_does),
        cmocka_unit_test(core_benefits_come_once_from_the_highest_tier),
        cmocka_unit_test(amounts_beyond_counting_do_not_overflow),
        cmocka_unit_test(status_follows_from_use_and_today),
        cmocka_unit_test(a_replaced_key_counts_once),
        cmocka_unit_test(key_status_follows_from_state_and_today),
        cmocka_unit_test(every_column_sorts_both_ways),
        cmocka_unit_test(the_default_order_is_by_last_day),
        cmocka_unit_test(filters_narrow_the_list),
        cmocka_unit_test(what_is_past_does_not_expire_soon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
