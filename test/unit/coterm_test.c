/*
 * The arithmetic of co-termination: the published examples, the limits, and a million random cases
 * compared with a slow calculation.
 */
#include "unit.h"

#include "slow_coterm.h"

enum { RANDOM_CASES = 1000000, SMALL_CASES = 1000 };

static Err
coterm(CotermRule rule, const CotermRequest *request, Calculation *ret)
{
    if (rule == COTERM_ACTIVATE)
        return coterm_activate(request, ret);
    return rule == COTERM_EXTEND ? coterm_extend(request, ret) : coterm_add(request, ret);
}

static void
assert_date(Date date, const char *expected)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    assert_string_equal(text, expected);
}

static void
assert_span(Span span, int32_t months, int32_t days, int32_t days_in_month)
{
    assert_int_equal(span.months, months);
    assert_int_equal(span.days, days);
    assert_int_equal(span.days_in_month, days_in_month);
}

/* --- Time ------------------------------------------------------------------------------------ */

/* RULE DT-5 */
static void
a_day_of_any_month_is_a_whole_number_of_ticks(void **state)
{
    (void)state;
    for (int days = 28; days <= 31; days++)
        assert_int_equal(TICKS_PER_MONTH % days, 0);
    for (int64_t less = 1; less < TICKS_PER_MONTH; less++)
        assert_false(less % 28 == 0 && less % 29 == 0 && less % 30 == 0 && less % 31 == 0);
}

typedef struct SpanCase {
    const char *from, *to;
    int32_t months, days, days_in_month;
} SpanCase;

static const SpanCase SPAN_CASES[] = {
    {"2021-08-02", "2021-08-02", 0, 0, 31},  {"2021-08-02", "2021-10-02", 2, 0, 31},
    {"2021-08-02", "2022-03-08", 7, 6, 31},  {"2022-02-15", "2022-03-14", 0, 27, 28},
    {"2022-01-31", "2022-02-27", 0, 27, 28}, {"2022-01-31", "2022-02-28", 1, 0, 31},
    {"2022-01-31", "2022-03-30", 1, 30, 31}, {"2022-01-31", "2022-03-31", 2, 0, 30},
    {"2024-01-31", "2024-02-29", 1, 0, 31},  {"2024-01-30", "2024-03-29", 1, 29, 30},
    {"2024-02-29", "2025-02-28", 12, 0, 29}, {"2024-02-29", "2025-02-27", 11, 29, 30},
    {"2023-12-31", "2024-01-01", 0, 1, 31},  {"1970-01-01", "9999-12-31", 96359, 30, 31},
};

/* RULE DT-6, RULE DT-2 */
static void
time_between_days_is_whole_months_and_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SPAN_CASES); i++) {
        const SpanCase *it = &SPAN_CASES[i];
        assert_span(span_between(date_of(it->from), date_of(it->to)), it->months, it->days,
                    it->days_in_month);
    }
}

/* RULE DT-6, RULE DT-7: from every day of five years, to every day of the two years after it. */
static void
placing_the_time_between_two_days_leads_back(void **state)
{
    (void)state;
    for (Date from = date_of("2022-01-01"); from.day < date_of("2027-01-01").day; from.day++)
        for (Date to = from; to.day < from.day + 731; to.day++) {
            DateParts start = date_parts(from), end = date_parts(to);
            Span span, slow = slow_between(from.day, to.day);
            Ticks left, ticks = ticks_between(start, end, &span);
            if (memcmp(&span, &slow, sizeof(span)) != 0 || ticks != slow_ticks(slow))
                fail_msg("days %d to %d are counted wrongly", from.day, to.day);
            DateParts placed = ticks_place(start, ticks, &left);
            if (memcmp(&placed, &end, sizeof(end)) != 0 || left != 0)
                fail_msg("days %d to %d are not placed back", from.day, to.day);
        }
}

/* RULE DT-7 */
static void
ticks_too_few_for_a_day_are_left(void **state)
{
    (void)state;
    Chance chance = {5};

    for (int i = 0; i < 200000; i++) {
        Date from = {(int32_t)chance_between(&chance, DATE_MIN_DAY, DATE_MAX_DAY)};
        Ticks left, ticks = chance_between(&chance, 0, 40 * TICKS_PER_MONTH);
        Wide slow_left;
        DateParts placed = ticks_place(date_parts(from), ticks, &left);
        assert_int_equal(date_from_parts(placed).day, slow_place(from.day, ticks, &slow_left));
        assert_true(left == slow_left);
    }
}

/* --- Published examples ---------------------------------------------------------------------- */

typedef struct Example {
    CotermRule rule;
    const char *today;
    int64_t licenses; /* before */
    const char *ends_on;
    int64_t carry;
    int64_t key, add;
    int64_t licenses_after;
    const char *ends_on_after;
    int64_t carry_after;
} Example;

/* RULE CT-1, RULE CT-2, RULE CT-3, RULE CT-10 */
static const Example EXAMPLES[] = {
    {COTERM_ACTIVATE, "2020-07-13", 0, "2020-07-13", 0, 25, 0, 25, "2021-07-13", 0},
    {COTERM_ACTIVATE, "2024-02-29", 0, "2024-02-29", 0, 5, 0, 5, "2025-02-28", 0},
    {COTERM_EXTEND, "2021-08-02", 100, "2022-01-31", 0, 25, 0, 100, "2022-04-30", 0},
    {COTERM_EXTEND, "2021-08-02", 100, "2022-01-31", 0, 100, 0, 100, "2023-01-31", 0},
    {COTERM_EXTEND, "2021-08-02", 5, "2022-01-31", 0, 10, 0, 5, "2024-01-31", 0},
    {COTERM_EXTEND, "2021-08-02", 100, "2022-01-31", 0, 300, 0, 100, "2025-01-31", 0},
    {COTERM_EXTEND, "2021-08-02", 7, "2022-01-31", 0, 10, 0, 7, "2023-07-04", 36540},
    {COTERM_EXTEND, "2024-02-01", 1, "2024-02-29", 0, 1, 0, 1, "2025-02-28", 0},
    {COTERM_EXTEND, "2075-08-16", 10, "2075-08-16", 73611, 30, 0, 10, "2078-08-16", 73611},
    {COTERM_ADD, "2021-08-02", 100, "2021-10-02", 0, 100, 100, 200, "2022-03-02", 0},
    {COTERM_ADD, "2021-08-02", 100, "2022-02-02", 0, 25, 25, 125, "2022-03-08", 304500},
    {COTERM_ADD, "2021-08-02", 100, "2022-08-02", 0, 25, 25, 125, "2022-08-02", 0},
    {COTERM_ADD, "2021-08-02", 100, "2023-02-02", 0, 25, 25, 125, "2022-12-26", 1218000},
    {COTERM_ADD, "2021-08-02", 100, "2021-08-02", 0, 25, 25, 125, "2021-10-14", 609000},
    {COTERM_ADD_SOME, "2065-04-18", 100, "2067-11-02", 747853, 100, 80, 180, "2067-04-06", 17053},
    {COTERM_ADD_SOME, "2060-03-23", 6, "2061-09-12", 0, 4, 1, 7, "2062-01-22", 36540},
};

static CotermRequest
request_of(const Example *example)
{
    return (CotermRequest){
        .today = date_of(example->today),
        .held = {example->licenses, date_of(example->ends_on), example->carry},
        .key_licenses = example->key,
        .add_licenses = example->add,
    };
}

static void
the_published_examples_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(EXAMPLES); i++) {
        const Example *it = &EXAMPLES[i];
        CotermRequest request = request_of(it);
        Calculation c;
        assert_int_equal(coterm(it->rule, &request, &c), OK);
        assert_int_equal(c.rule, it->rule);
        assert_int_equal(c.after.licenses, it->licenses_after);
        assert_date(c.after.ends_on, it->ends_on_after);
        assert_int_equal(c.after.carry, it->carry_after);
    }
}

/* RULE CT-7 */
static void
the_calculation_shows_what_was_done(void **state)
{
    (void)state;
    CotermRequest request =
        request_of(&(Example){COTERM_ADD, "2021-08-02", 100, "2023-02-02", 0, 25, 25, 0, NULL, 0});
    Calculation c;

    assert_int_equal(coterm_add(&request, &c), OK);
    assert_string_equal(coterm_rule_number(c.rule), "CT-3");
    assert_date(c.today, "2021-08-02");
    assert_date(c.anchor, "2021-08-02");
    assert_int_equal(c.key_licenses, 25);
    assert_int_equal(c.licenses_added, 25);
    assert_int_equal(c.before.licenses, 100);
    assert_date(c.before.ends_on, "2023-02-02");
    assert_int_equal(c.pool, 1800 * TICKS_PER_MONTH + 300 * TICKS_PER_MONTH);
    assert_int_equal(c.ticks_each, c.pool / 125);
    assert_span(c.remaining, 18, 0, 28);
    assert_span(c.share, 16, 24, 31);
    assert_span(c.new_remaining, 16, 24, 31);

    assert_int_equal(coterm_extend(&request, &c), OK);
    assert_string_equal(coterm_rule_number(c.rule), "CT-2");
    assert_date(c.anchor, "2023-02-02");
    assert_int_equal(c.licenses_added, 0);
    assert_int_equal(c.pool, 300 * TICKS_PER_MONTH);
    assert_span(c.remaining, 18, 0, 28);
    assert_span(c.share, 3, 0, 31);
    assert_span(c.new_remaining, 21, 0, 31);

    assert_int_equal(coterm_activate(&request, &c), OK);
    assert_string_equal(coterm_rule_number(c.rule), "CT-1");
    assert_int_equal(c.before.licenses, 0);
    assert_int_equal(c.licenses_added, 25);
    assert_span(c.remaining, 0, 0, 0);
    assert_span(c.new_remaining, 12, 0, 31);
    assert_string_equal(coterm_rule_number(COTERM_ADD_SOME), "CT-10");
}

/* --- Chance ---------------------------------------------------------------------------------- */

/* Mostly few, sometimes as many as there can be. */
static int64_t
any_licenses(Chance *chance, int64_t max)
{
    static const int64_t MOST[] = {10, 100, 1000, 1000, 100000, INT64_MAX};
    int64_t most = MOST[chance_between(chance, 0, COUNT_OF(MOST) - 1)];

    return chance_between(chance, 1, most < max ? most : max);
}

static CotermRequest
any_request(Chance *chance)
{
    CotermRequest request;
    int32_t latest = chance_between(chance, 0, 9) > 0 ? 1500 : DATE_MAX_DAY;

    request.today.day = (int32_t)chance_between(chance, DATE_MIN_DAY, DATE_MAX_DAY);
    if (latest > DATE_MAX_DAY - request.today.day)
        latest = DATE_MAX_DAY - request.today.day;
    request.held.licenses = any_licenses(chance, LICENSES_MAX);
    request.held.ends_on.day = request.today.day + (int32_t)chance_between(chance, 0, latest);
    request.held.carry = chance_between(chance, 0, request.held.licenses * TICKS_PER_MONTH);
    request.key_licenses = any_licenses(chance, KEY_LICENSES_MAX);
    request.add_licenses = request.key_licenses;
    request.remaining_max = 0;
    return request;
}

/* RULE CT-4: what goes into the pool comes out of it, by the formulas of a receipt. */
static void
assert_conserved(const Calculation *c)
{
    Wide key_time = (Wide)12 * TICKS_PER_MONTH * c->key_licenses;
    bool shares = c->rule == COTERM_ADD || c->rule == COTERM_ADD_SOME;
    Wide held_time = shares ? c->before.licenses * slow_ticks(c->remaining) : 0;
    Wide shared = c->after.licenses * slow_ticks(slow_between(c->anchor.day, c->after.ends_on.day));

    assert_true(c->pool == key_time + held_time + c->before.carry);
    assert_true(c->pool == shared + c->after.carry);
    assert_true(c->after.carry >= 0 && c->after.carry < c->after.licenses * TICKS_PER_MONTH / 28);
}

static void
compare_with_slow(CotermRule rule, const CotermRequest *request)
{
    Holding slow;
    Calculation c;
    Err expected = slow_coterm(rule, request, &slow);
    Err err = coterm(rule, request, &c);

    if (expected == OK && slow.licenses > LICENSES_MAX)
        expected = ERR_TOO_MANY_LICENSES;
    if (err != expected)
        fail_msg("error %d instead of %d", (int)err, (int)expected);
    if (err != OK)
        return;
    if (c.after.licenses != slow.licenses || c.after.ends_on.day != slow.ends_on.day ||
        c.after.carry != slow.carry)
        fail_msg("rule %s gives another result", coterm_rule_number(rule));
    assert_conserved(&c);
}

/* RULE CT-4, RULE CT-9 */
static void
no_time_is_added_or_lost(void **state)
{
    (void)state;
    Chance chance = {6};

    for (int i = 0; i < RANDOM_CASES; i++) {
        CotermRequest request = any_request(&chance);
        CotermRule rule = (CotermRule)(i % 4);
        if (rule == COTERM_ADD_SOME && request.key_licenses > 1)
            request.add_licenses = chance_between(&chance, 1, request.key_licenses - 1);
        else if (rule == COTERM_ADD_SOME)
            rule = COTERM_ADD;
        compare_with_slow(rule, &request);
    }
}

/* RULE CT-9: the largest numbers that there can be do not overflow. */
static void
the_bounds_hold_at_their_ends(void **state)
{
    (void)state;
    CotermRequest request = {
        .today = {DATE_MIN_DAY},
        .held = {LICENSES_MAX, {DATE_MAX_DAY}, LICENSES_MAX * TICKS_PER_MONTH},
        .key_licenses = KEY_LICENSES_MAX,
        .add_licenses = KEY_LICENSES_MAX,
    };

    compare_with_slow(COTERM_ADD, &request);
    request.add_licenses = 1;
    compare_with_slow(COTERM_ADD_SOME, &request);
    request.key_licenses = 3 * LICENSES_MAX;
    compare_with_slow(COTERM_EXTEND, &request);
    request.held.ends_on.day -= 40 * 366;
    compare_with_slow(COTERM_EXTEND, &request);
}

/* --- Limits ---------------------------------------------------------------------------------- */

/* RULE CT-5: three times the licences and no more, whatever was carried; keys count together. */
static void
an_extension_of_more_than_36_months_is_refused(void **state)
{
    static const struct {
        int64_t licenses, carry, key;
        Err err;
    } CASES[] = {
        {100, 0, 300, OK},
        {100, 0, 301, ERR_EXTENSION_OVER_LIMIT},
        {100, 37758000, 300, OK},
        {1, 0, 3, OK},
        {1, 0, 4, ERR_EXTENSION_OVER_LIMIT},
        {LICENSES_MAX, 0, 3 * LICENSES_MAX, OK},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        CotermRequest request = {
            .today = date_of("2021-08-02"),
            .held = {CASES[i].licenses, date_of("2022-01-31"), CASES[i].carry},
            .key_licenses = CASES[i].key,
        };
        Calculation c;
        assert_int_equal(coterm_extend(&request, &c), CASES[i].err);
    }
}

/* RULE CT-10 */
static void
adding_none_is_extending(void **state)
{
    (void)state;
    Chance chance = {7};

    for (int i = 0; i < 10000; i++) {
        CotermRequest request = any_request(&chance);
        Calculation added, extended;
        memset(&added, 0, sizeof(added));
        memset(&extended, 0, sizeof(extended));
        request.add_licenses = 0;
        assert_int_equal(coterm_add(&request, &added), coterm_extend(&request, &extended));
        assert_memory_equal(&added, &extended, sizeof(added));
    }
}

/* RULE CT-10 */
static void
adding_all_of_a_key_is_never_over_the_limit(void **state)
{
    (void)state;
    Chance chance = {8};

    for (int i = 0; i < 100000; i++) {
        CotermRequest request = any_request(&chance);
        Calculation c;
        assert_int_not_equal(coterm_add(&request, &c), ERR_EXTENSION_OVER_LIMIT);
        assert_true(coterm_add_licenses_at_least(&request) <= request.key_licenses);
    }
}

static CotermRequest
small_request(Chance *chance)
{
    CotermRequest request = any_request(chance);

    request.today = date_of("2021-08-02");
    request.held.ends_on.day = request.today.day + (int32_t)chance_between(chance, 0, 1200);
    request.held.licenses = chance_between(chance, 1, 2000);
    request.held.carry %= request.held.licenses * TICKS_PER_MONTH;
    request.key_licenses = chance_between(chance, 1, 7 * request.held.licenses);
    return request;
}

/* RULE CT-10: every number is tried. */
static void
a_refusal_names_the_smallest_number_that_fits(void **state)
{
    (void)state;
    Chance chance = {9};

    for (int i = 0; i < SMALL_CASES; i++) {
        CotermRequest request = small_request(&chance);
        int64_t least = coterm_add_licenses_at_least(&request);
        int64_t smallest = 1;
        Calculation c;
        while (!slow_add_fits(&request, smallest))
            smallest++;
        assert_int_equal(least, smallest);

        request.add_licenses = least;
        assert_int_equal(coterm_add(&request, &c), OK);
        request.add_licenses = least - 1;
        if (least > 1)
            assert_int_equal(coterm_add(&request, &c), ERR_EXTENSION_OVER_LIMIT);
    }
}

/* RULE CT-5, RULE CT-10 */
static void
a_refused_extension_names_a_number_too(void **state)
{
    (void)state;
    CotermRequest request = {
        .today = date_of("2021-08-02"),
        .held = {100, date_of("2022-02-02"), 0},
        .key_licenses = 400,
    };

    /* 100 x 6 + 400 x 12 months are 42 months for each of 128.57 licences. */
    assert_int_equal(coterm_add_licenses_at_least(&request), 29);
    /* 100 x 6 + 307 x 12 months are 42 months for each of 102. */
    request.key_licenses = 307;
    assert_int_equal(coterm_add_licenses_at_least(&request), 2);
}

typedef struct CapCase {
    int64_t key, carry;
    int32_t remaining_max;
    Err err;
} CapCase;

/* RULE CT-8: 100 licences end in 6 months; a key of 50 is 6 more, and this carry one day more. */
static void
the_operator_can_cap_what_remains(void **state)
{
    enum { ONE_DAY = 100 * 12180 };
    static const CapCase CASES[] = {
        {300, 0, 0, OK},
        {50, 0, 12, OK},
        {50, ONE_DAY - 1, 12, OK},
        {50, ONE_DAY, 12, ERR_REMAINING_OVER_LIMIT},
        {50, 0, 11, ERR_REMAINING_OVER_LIMIT},
        {50, 0, 1, ERR_REMAINING_OVER_LIMIT},
        {301, 0, 12, ERR_EXTENSION_OVER_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        CotermRequest request = {
            .today = date_of("2021-08-02"),
            .held = {100, date_of("2022-02-02"), CASES[i].carry},
            .key_licenses = CASES[i].key,
            .remaining_max = CASES[i].remaining_max,
        };
        Calculation c;
        assert_int_equal(coterm_extend(&request, &c), CASES[i].err);
    }
}

static void
a_refusal_leaves_the_result_untouched(void **state)
{
    static const struct {
        const char *today;
        int64_t key;
        int32_t remaining_max;
        Err err;
    } CASES[] = {
        {"9999-01-01", 1, 0, ERR_DATE_OUT_OF_RANGE},
        {"9998-12-31", 1, 0, OK},
        {"2021-08-02", LICENSES_MAX, 0, OK},
        {"2021-08-02", LICENSES_MAX + 1, 0, ERR_TOO_MANY_LICENSES},
        {"9999-01-01", LICENSES_MAX + 1, 0, ERR_DATE_OUT_OF_RANGE},
        {"9999-01-01", LICENSES_MAX + 1, 11, ERR_REMAINING_OVER_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        CotermRequest request = {
            .today = date_of(CASES[i].today),
            .key_licenses = CASES[i].key,
            .remaining_max = CASES[i].remaining_max,
        };
        Calculation c = {.pool = 77};
        assert_int_equal(coterm_activate(&request, &c), CASES[i].err);
        assert_true(CASES[i].err == OK || c.pool == 77);
    }
}

static int
begin(void **state)
{
    (void)state;
    slow_begin();
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_of_any_month_is_a_whole_number_of_ticks),
        cmocka_unit_test(time_between_days_is_whole_months_and_days),
        cmocka_unit_test(placing_the_time_between_two_days_leads_back),
        cmocka_unit_test(ticks_too_few_for_a_day_are_left),
        cmocka_unit_test(the_published_examples_hold),
        cmocka_unit_test(the_calculation_shows_what_was_done),
        cmocka_unit_test(no_time_is_added_or_lost),
        cmocka_unit_test(the_bounds_hold_at_their_ends),
        cmocka_unit_test(an_extension_of_more_than_36_months_is_refused),
        cmocka_unit_test(adding_none_is_extending),
        cmocka_unit_test(adding_all_of_a_key_is_never_over_the_limit),
        cmocka_unit_test(a_refusal_names_the_smallest_number_that_fits),
        cmocka_unit_test(a_refused_extension_names_a_number_too),
        cmocka_unit_test(the_operator_can_cap_what_remains),
        cmocka_unit_test(a_refusal_leaves_the_result_untouched),
    };

    return cmocka_run_group_tests(tests, begin, NULL);
}
