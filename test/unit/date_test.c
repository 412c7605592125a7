/* Calendar days, months, and moments as text. */
#include "unit.h"

#include "domain/date/date.h"

/* Counts days as a calendar on the wall does, to have something to compare with. */
typedef struct Wall {
    int year, month, day;
} Wall;

static int
wall_days_in_month(int year, int month)
{
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if (month == 2)
        return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void
wall_next(Wall *wall)
{
    if (++wall->day <= wall_days_in_month(wall->year, wall->month))
        return;
    wall->day = 1;
    if (++wall->month <= 12)
        return;
    wall->month = 1;
    wall->year++;
}

/* RULE DT-1: a date is a UTC calendar day. */
static void
every_day_survives_the_round_trip(void **state)
{
    (void)state;
    Wall wall = {1970, 1, 1};

    for (Date date = {DATE_MIN_DAY}; date.day <= DATE_MAX_DAY; date.day++, wall_next(&wall)) {
        int year, month, day;
        Date back;
        date_to_ymd(date, &year, &month, &day);
        if (year != wall.year || month != wall.month || day != wall.day)
            fail_msg("day %d is taken for %d-%d-%d", date.day, year, month, day);
        if (!date_from_ymd(year, month, day, &back) || back.day != date.day)
            fail_msg("%d-%d-%d is not day %d", year, month, day, date.day);
        if (date_from_parts(date_parts(date)).day != date.day)
            fail_msg("day %d is put together wrongly", date.day);
    }
    assert_int_equal(wall.year, 10000);
}

static void
every_month_has_its_length(void **state)
{
    (void)state;
    for (int year = 1970; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            int length = wall_days_in_month(year, month);
            Date first, other;
            assert_true(date_from_ymd(year, month, 1, &first));
            assert_int_equal(date_days_in_month(date_parts(first).month), length);
            assert_true(date_from_ymd(year, month, length, &other));
            assert_false(date_from_ymd(year, month, length + 1, &other));
            assert_false(date_from_ymd(year, month, 0, &other));
        }
}

static void
years_and_months_outside_the_calendar_are_refused(void **state)
{
    (void)state;
    Date date = {77};

    assert_false(date_from_ymd(1969, 12, 31, &date));
    assert_false(date_from_ymd(10000, 1, 1, &date));
    assert_false(date_from_ymd(2020, 0, 1, &date));
    assert_false(date_from_ymd(2020, 13, 1, &date));
    assert_false(date_from_ymd(2020, -1, 1, &date));
    assert_int_equal(date.day, 77);

    assert_true(date_in_range((Date){DATE_MIN_DAY}));
    assert_true(date_in_range((Date){DATE_MAX_DAY}));
    assert_false(date_in_range((Date){DATE_MIN_DAY - 1}));
    assert_false(date_in_range((Date){DATE_MAX_DAY + 1}));
}

typedef struct MonthsCase {
    const char *from;
    int32_t months;
    const char *to;
} MonthsCase;

static const MonthsCase MONTHS_CASES[] = {
    {"2024-01-15", 1, "2024-02-15"},  {"2024-01-31", 0, "2024-01-31"},
    {"2024-01-31", 1, "2024-02-29"},  {"2024-01-31", 2, "2024-03-31"},
    {"2023-01-31", 1, "2023-02-28"},  {"2023-01-29", 1, "2023-02-28"},
    {"2024-01-29", 1, "2024-02-29"},  {"2024-02-29", 12, "2025-02-28"},
    {"2024-02-29", 48, "2028-02-29"}, {"2096-02-29", 48, "2100-02-28"},
    {"2024-12-31", 2, "2025-02-28"},  {"2024-12-31", 6, "2025-06-30"},
    {"2024-03-31", -1, "2024-02-29"}, {"2024-01-15", -1, "2023-12-15"},
    {"2020-07-13", 12, "2021-07-13"}, {"1970-01-01", 96359, "9999-12-01"},
    {"9999-12-31", -1, "9999-11-30"},
};

/* RULE DT-2, RULE DT-3: twelve months from 2020-07-13 end on 2021-07-13, the first day without. */
static void
adding_months_keeps_the_day_or_takes_the_last(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(MONTHS_CASES); i++) {
        const MonthsCase *it = &MONTHS_CASES[i];
        char shown[DATE_TEXT_SIZE];
        date_format(date_add_months(date_of(it->from), it->months), shown);
        assert_string_equal(shown, it->to);
    }
}

/* RULE DT-2 */
static void
months_counted_from_one_anchor_never_lose_its_day(void **state)
{
    (void)state;
    Date anchor = date_of("2024-01-31");

    for (int months = 0; months < 1200; months++) {
        int year, month, day;
        date_to_ymd(date_add_months(anchor, months), &year, &month, &day);
        assert_int_equal(year, 2024 + months / 12);
        assert_int_equal(month, months % 12 + 1);
        assert_int_equal(day, wall_days_in_month(year, month));
    }
}

static void
a_date_past_the_last_one_can_be_reckoned_with(void **state)
{
    (void)state;
    Date last = {DATE_MAX_DAY};

    assert_int_equal(date_days_between(last, date_add_days(last, 1)), 1);
    assert_int_equal(date_add_months(last, 12).day, DATE_MAX_DAY + 366); /* 10000 is a leap year */
    assert_int_equal(date_days_between(date_of("2024-03-01"), date_of("2024-02-28")), -2);
}

static void
a_date_is_written_as_it_is_read(void **state)
{
    static const char *const TEXTS[] = {"1970-01-01", "2000-02-29", "2022-01-31", "9999-12-31"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        char shown[DATE_TEXT_SIZE];
        date_format(date_of(TEXTS[i]), shown);
        assert_string_equal(shown, TEXTS[i]);
    }
    assert_int_equal(date_of("1970-01-01").day, DATE_MIN_DAY);
    assert_int_equal(date_of("9999-12-31").day, DATE_MAX_DAY);
}

static void
a_text_that_is_no_date_is_refused(void **state)
{
    static const char *const TEXTS[] = {
        "",
        "2022",
        "2022-1-31",
        "2022-01-3",
        "2022-01-311",
        " 2022-01-31",
        "2022-01-31 ",
        "2022/01/31",
        "20220131",
        "22-01-31",
        "+022-01-31",
        "2022-+1-31",
        "2022-01--1",
        "2022-02-29",
        "2022-13-01",
        "2022-00-10",
        "2022-04-31",
        "1969-12-31",
        "0000-00-00",
        "2022-01-3a",
        "2022-01\t31",
        "2022-01-31T00:00:00Z",
        "----------",
        "10000-01-01",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        Date date = {77};
        if (date_parse(TEXTS[i], &date) || date.day != 77)
            fail_msg("'%s' is taken for a date", TEXTS[i]);
    }
}

typedef struct TimeCase {
    const char *text;
    Micros micros;
    const char *shown;
} TimeCase;

static const TimeCase TIME_CASES[] = {
    {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
    {"1970-01-01T00:00:00.000001Z", 1, "1970-01-01T00:00:00Z"},
    {"1970-01-01T00:00:01.5Z", 1500000, "1970-01-01T00:00:01Z"},
    {"1970-01-02T00:00:00Z", 86400000000, "1970-01-02T00:00:00Z"},
    {"2022-01-31T12:00:00Z", 1643630400000000, "2022-01-31T12:00:00Z"},
    {"2022-01-31T12:00:00.999999Z", 1643630400999999, "2022-01-31T12:00:00Z"},
    {"2024-02-29T23:59:59.123Z", 1709251199123000, "2024-02-29T23:59:59Z"},
    {"9999-12-31T23:59:59.999999Z", 253402300799999999, "9999-12-31T23:59:59Z"},
};

/* RULE DT-1 */
static void
a_moment_is_read_to_the_microsecond_and_shown_to_the_second(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TIME_CASES); i++) {
        const TimeCase *it = &TIME_CASES[i];
        char shown[TIME_TEXT_SIZE], day[DATE_TEXT_SIZE];
        Micros micros = -1;
        if (!time_parse(it->text, &micros) || micros != it->micros)
            fail_msg("%s is read as %lld", it->text, (long long)micros);
        time_format(micros, shown);
        assert_string_equal(shown, it->shown);
        date_format(date_from_micros(micros), day);
        assert_memory_equal(day, it->text, DATE_TEXT_SIZE - 1);
    }
}

static void
a_text_that_is_no_moment_is_refused(void **state)
{
    static const char *const TEXTS[] = {
        "",
        "2022-01-31",
        "2022-01-31T12:00:00",
        "2022-01-31t12:00:00Z",
        "2022-01-31T12:00:00z",
        "2022-01-31 12:00:00Z",
        "2022-01-31T12:00:00+00:00",
        "2022-01-31T12:00:00.Z",
        "2022-01-31T12:00:00.1234567",
        "2022-01-31T12:00:00.123456x7Z",
        "2022-01-31T12:00:00,5Z",
        "2022-01-31T12:00:00ZZ",
        "2022-01-31T24:00:00Z",
        "2022-01-31T12:60:00Z",
        "2022-01-31T12:00:60Z",
        "2022-01-31T12:00Z",
        "2022-01-31T1:00:00Z",
        "2022-01-31T-1:00:00Z",
        "2022-01-31T12-00-00Z",
        "2022-02-30T12:00:00Z",
        "1969-12-31T23:59:59Z",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        Micros micros = 77;
        if (time_parse(TEXTS[i], &micros) || micros != 77)
            fail_msg("'%s' is taken for a moment", TEXTS[i]);
    }
}

static void
days_are_compared(void **state)
{
    const Date one = date_of("2024-02-28");
    const Date other = date_of("2024-03-01");

    (void)state;
    assert_true(date_equal(one, one) && !date_equal(one, other));
    assert_true(date_before(one, other) && !date_before(one, one) && !date_before(other, one));
    assert_true(date_after(other, one) && !date_after(one, one) && !date_after(one, other));
    assert_int_equal(date_earlier(one, other).day, one.day);
    assert_int_equal(date_earlier(other, one).day, one.day);
    assert_int_equal(date_later(one, other).day, other.day);
    assert_int_equal(date_later(other, one).day, other.day);
}

static void
a_range_has_its_first_day_and_not_its_end(void **state)
{
    const Date from = date_of("2024-02-28");
    const Date until = date_of("2024-03-01");

    (void)state;
    assert_false(date_within(date_of("2024-02-27"), from, until));
    assert_true(date_within(from, from, until));
    assert_true(date_within(date_of("2024-02-29"), from, until));
    assert_false(date_within(until, from, until));
    assert_false(date_within(from, from, from));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_survives_the_round_trip),
        cmocka_unit_test(every_month_has_its_length),
        cmocka_unit_test(years_and_months_outside_the_calendar_are_refused),
        cmocka_unit_test(adding_months_keeps_the_day_or_takes_the_last),
        cmocka_unit_test(months_counted_from_one_anchor_never_lose_its_day),
        cmocka_unit_test(a_date_past_the_last_one_can_be_reckoned_with),
        cmocka_unit_test(days_are_compared),
        cmocka_unit_test(a_range_has_its_first_day_and_not_its_end),
        cmocka_unit_test(a_date_is_written_as_it_is_read),
        cmocka_unit_test(a_text_that_is_no_date_is_refused),
        cmocka_unit_test(a_moment_is_read_to_the_microsecond_and_shown_to_the_second),
        cmocka_unit_test(a_text_that_is_no_moment_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
