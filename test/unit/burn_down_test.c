/* How a credit is used up, and how long it lasts. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "domain/credit/credit.h"
#include "domain/money/money.h"

#define UNIT MICROS_PER_UNIT

static Date
date_of(int year, int month, int day)
{
    Date date;

    if (!date_from_ymd(year, month, day, &date))
        fail_msg("%d-%d-%d is no date", year, month, day);
    return date;
}

/* So many days from the first of a month on. */
static DateRange
days_of(int year, int month, int32_t count)
{
    Date first = date_of(year, month, 1);

    return (DateRange){first, date_add_days(first, count)};
}

typedef struct ForecastCase {
    const char *name;
    int32_t length;
    int64_t granted, used;
    int32_t today; /* counted from the first day */
    BurnOutlook outlook;
    int64_t left_at_end;
    int32_t last; /* counted from the first day; -1: none */
} ForecastCase;

static const ForecastCase FORECASTS[] = {
    {"the day before it begins", 30, 0, 0, -1, BURN_AHEAD, 0, -1},
    {"nothing used on the first day", 30, 100 * UNIT, 0, 0, BURN_UNTOUCHED, 100 * UNIT, -1},
    {"half in half the time: the last day takes the rest", 30, 100 * UNIT, 50 * UNIT, 14,
     BURN_RUNS_OUT, 0, 29},
    {"a little less than half", 30, 100 * UNIT, 50 * UNIT - 1, 14, BURN_LASTS, 2, -1},
    {"all that is left goes tomorrow", 30, 100 * UNIT, 60 * UNIT, 2, BURN_RUNS_OUT, 0, 4},
    {"most of it on the first day", 30, 100 * UNIT, 99 * UNIT, 0, BURN_RUNS_OUT, 0, 1},
    {"a tenth of a year's credit in a fifth of the year", 365, 6000 * UNIT, 600 * UNIT, 72,
     BURN_LASTS, 3000 * UNIT, -1},
    {"a seventh of the days, rounded down", 30, 100 * UNIT, 10 * UNIT, 6, BURN_LASTS, 57142857, -1},
    {"nothing left", 30, 100 * UNIT, 100 * UNIT, 3, BURN_EMPTY, 0, -1},
    {"the day after its last", 30, 100 * UNIT, 10 * UNIT, 30, BURN_OVER, 90 * UNIT, -1},
    {"a credit of one day", 1, UNIT, UNIT / 2, 0, BURN_LASTS, UNIT / 2, -1},
    {"the greatest amount", 365, METERED_MICROS_MAX, METERED_MICROS_MAX - 1, 363, BURN_RUNS_OUT, 0,
     364},
    {"a millionth of the greatest amount", 365, METERED_MICROS_MAX, 1, 0, BURN_LASTS,
     METERED_MICROS_MAX - 365, -1},
};

static void
the_forecast_goes_on_at_the_pace_so_far(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(FORECASTS); i++) {
        const ForecastCase *it = &FORECASTS[i];
        DateRange days = days_of(2026, 11, it->length);
        PeriodBalance balance = {.granted = it->granted, .used = it->used};
        BurnForecast got = burn_forecast(&days, &balance, date_add_days(days.starts_on, it->today));
        int32_t last =
            got.outlook == BURN_RUNS_OUT ? date_days_between(days.starts_on, got.last_on) : -1;
        if (got.outlook != it->outlook || got.left_at_end != it->left_at_end || last != it->last)
            fail_msg("%s: outlook %d, %lld left, last day %d", it->name, (int)got.outlook,
                     (long long)got.left_at_end, last);
    }
}

/* Whatever was used by whichever day: the forecast agrees with counting the days one by one. */
static void
the_last_day_is_the_first_on_which_nothing_is_left(void **state)
{
    enum { LENGTH = 31, GRANTED = 97 };
    DateRange days = days_of(2027, 1, LENGTH);

    (void)state;
    for (int32_t today = 0; today < LENGTH; today++)
        for (int64_t used = 1; used < GRANTED; used++) {
            PeriodBalance balance = {.granted = GRANTED, .used = used};
            BurnForecast got = burn_forecast(&days, &balance, date_add_days(days.starts_on, today));
            int32_t day = today;
            while (day < LENGTH && used * (day + 1) < (int64_t)GRANTED * (today + 1))
                day++;
            assert_int_equal(got.outlook, day < LENGTH ? BURN_RUNS_OUT : BURN_LASTS);
            if (day < LENGTH)
                assert_int_equal(date_days_between(days.starts_on, got.last_on), day);
        }
}

static void
what_is_left_each_day_is_never_less_than_nothing(void **state)
{
    Date first = date_of(2026, 7, 1);
    BurnDay day[] = {
        {.day = first, .micros = 10},
        {.day = date_add_days(first, 1), .micros = 0},
        {.day = date_add_days(first, 40), .micros = 30},
        {.day = date_add_days(first, 41), .micros = 80},
        {.day = date_add_days(first, 42), .micros = 5},
    };
    const int64_t left[] = {90, 90, 60, 0, 0};

    (void)state;
    burn_left_each_day(100, day, COUNT_OF(day));
    for (size_t i = 0; i < COUNT_OF(day); i++)
        assert_int_equal(day[i].left, left[i]);
}

static void
days_pass_between_the_first_and_the_last(void **state)
{
    DateRange days = days_of(2026, 11, 30);

    (void)state;
    assert_int_equal(burn_days_of(&days), 30);
    assert_int_equal(burn_days_passed(&days, date_of(2026, 10, 1)), 0);
    assert_int_equal(burn_days_passed(&days, date_of(2026, 11, 1)), 1);
    assert_int_equal(burn_days_passed(&days, date_of(2026, 11, 30)), 30);
    assert_int_equal(burn_days_passed(&days, date_of(2027, 5, 1)), 30);
}

static void
shares_are_rounded_and_percentages_are_not_reached_early(void **state)
{
    (void)state;
    assert_int_equal(burn_share(1, 3, 100), 33);
    assert_int_equal(burn_share(2, 3, 100), 67);
    assert_int_equal(burn_share(METERED_MICROS_MAX, METERED_MICROS_MAX, 1000), 1000);
    assert_int_equal(burn_share(0, 0, 1000), 0);
    assert_int_equal(burn_percent(&(PeriodBalance){.granted = 1000, .used = 999}), 99);
    assert_int_equal(burn_percent(&(PeriodBalance){.granted = 1000, .used = 1000}), 100);
    assert_int_equal(burn_percent(&(PeriodBalance){0}), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_forecast_goes_on_at_the_pace_so_far),
        cmocka_unit_test(the_last_day_is_the_first_on_which_nothing_is_left),
        cmocka_unit_test(what_is_left_each_day_is_never_less_than_nothing),
        cmocka_unit_test(days_pass_between_the_first_and_the_last),
        cmocka_unit_test(shares_are_rounded_and_percentages_are_not_reached_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
