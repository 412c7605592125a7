/*
 * How a credit is being used up, in whole numbers.
 */
#include "domain/credit/credit.h"

/* Amounts and days fill 64 bits between them; their products do not fit. */
__extension__ typedef __int128 Wide;

int32_t
burn_days_of(const DateRange *days)
{
    int32_t count = date_days_between(days->starts_on, days->ends_on);

    return count > 0 ? count : 0;
}

int32_t
burn_days_passed(const DateRange *days, Date today)
{
    int32_t all = burn_days_of(days);
    int32_t passed = date_days_between(days->starts_on, today) + 1;

    return passed < 0 ? 0 : passed > all ? all : passed;
}

/* Is used / passed * all at least what was granted? */
static bool
runs_out(const PeriodBalance *balance, int32_t passed, int32_t all)
{
    return (Wide)balance->used * all >= (Wide)balance->granted * passed;
}

BurnForecast
burn_forecast(const DateRange *days, const PeriodBalance *balance, Date today)
{
    int32_t all = burn_days_of(days);
    int32_t passed = burn_days_passed(days, today);
    BurnForecast forecast = {.left_at_end = balance_left(balance)};

    if (!date_before(today, days->ends_on)) {
        forecast.outlook = BURN_OVER;
    } else if (passed == 0) {
        forecast.outlook = BURN_AHEAD;
    } else if (balance_left(balance) == 0) {
        forecast.outlook = BURN_EMPTY;
    } else if (balance->used == 0) {
        forecast.outlook = BURN_UNTOUCHED;
    } else if (runs_out(balance, passed, all)) {
        Wide day = ((Wide)balance->granted * passed + balance->used - 1) / balance->used;
        forecast.outlook = BURN_RUNS_OUT;
        forecast.left_at_end = 0;
        forecast.last_on = date_add_days(days->starts_on, (int32_t)day - 1);
    } else {
        Wide used = ((Wide)balance->used * all + passed - 1) / passed;
        forecast.outlook = BURN_LASTS;
        forecast.left_at_end = balance->granted - (int64_t)used;
    }
    assert(forecast.left_at_end >= 0);
    return forecast;
}

void
burn_left_each_day(int64_t granted, BurnDay *day, size_t count)
{
    int64_t left = granted;

    for (size_t i = 0; i < count; i++) {
        assert(day[i].micros >= 0 && (i == 0 || date_after(day[i].day, day[i - 1].day)));
        left = day[i].micros < left ? left - day[i].micros : 0;
        day[i].left = left;
    }
}

int64_t
burn_share(int64_t part, int64_t whole, int64_t range)
{
    assert(part >= 0 && part <= whole && range >= 0);
    return whole == 0 ? 0 : (int64_t)(((Wide)part * range + whole / 2) / whole);
}

int64_t
burn_percent(const PeriodBalance *balance)
{
    enum { WHOLE = 100 };

    return balance->granted == 0 ? 0 : (int64_t)((Wide)balance->used * WHOLE / balance->granted);
}
