#include "slow_coterm.h"

enum { M = 377580, YEAR_END = 10050, MONTHS = (YEAR_END - 1970) * 12 };

/* The first day of each month from 1970-01. */
static int32_t first_days[MONTHS + 1];

void
slow_begin(void)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    for (int month = 0; month < MONTHS; month++) {
        int year = 1970 + month / 12;
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        int length = LENGTHS[month % 12] + (month % 12 == 1 && leap ? 1 : 0);
        first_days[month + 1] = first_days[month] + length;
    }
}

static int32_t
month_of(int32_t day)
{
    /* 400 years are 4800 months and 146097 days; begin a little before the month that this gives.
     */
    int32_t month = (int32_t)((int64_t)day * 4800 / 146097);

    month = month < 2 ? 0 : month - 2;
    while (first_days[month + 1] <= day)
        month++;
    return month;
}

static int32_t
add_months(int32_t day, int32_t months)
{
    int32_t month = month_of(day);
    int32_t day_of_month = day - first_days[month];
    int32_t last = first_days[month + months + 1] - 1;
    int32_t result = first_days[month + months] + day_of_month;

    return result < last ? result : last;
}

Span
slow_between(int32_t from_day, int32_t to_day)
{
    int32_t months = month_of(to_day) - month_of(from_day) + 1;

    while (add_months(from_day, months) > to_day)
        months--;
    return (Span){
        .months = months,
        .days = to_day - add_months(from_day, months),
        .days_in_month = add_months(from_day, months + 1) - add_months(from_day, months),
    };
}

Wide
slow_ticks(Span span)
{
    return (Wide)span.months * M + (Wide)span.days * (M / span.days_in_month);
}

int32_t
slow_place(int32_t from_day, Wide ticks, Wide *ret_left)
{
    int32_t months = (int32_t)(ticks / M);
    int32_t day = add_months(from_day, months);
    Wide one_day = M / (add_months(from_day, months + 1) - day);
    Wide left = ticks % M;

    for (; left >= one_day; left -= one_day)
        day++;
    *ret_left = left;
    return day;
}

static Wide
remaining_of(const CotermRequest *request)
{
    return slow_ticks(slow_between(request->today.day, request->held.ends_on.day));
}

static Wide
pool_of(const CotermRequest *request)
{
    return request->held.licenses * remaining_of(request) + request->held.carry +
           (Wide)12 * M * request->key_licenses;
}

bool
slow_add_fits(const CotermRequest *request, int64_t add_licenses)
{
    Wide share_max = remaining_of(request) + (Wide)36 * M;

    return pool_of(request) <= (request->held.licenses + (Wide)add_licenses) * share_max;
}

static Holding
shared(int32_t anchor_day, int64_t licenses, Wide pool)
{
    Wide left;
    int32_t day = slow_place(anchor_day, pool / licenses, &left);

    return (Holding){licenses, {day}, (int64_t)(pool % licenses + left * licenses)};
}

Err
slow_coterm(CotermRule rule, const CotermRequest *request, Holding *ret)
{
    const Holding *held = &request->held;
    Wide key_time = (Wide)12 * M * request->key_licenses;

    if (rule == COTERM_EXTEND && request->key_licenses > 3 * held->licenses)
        return ERR_EXTENSION_OVER_LIMIT;
    if (rule == COTERM_ADD_SOME && !slow_add_fits(request, request->add_licenses))
        return ERR_EXTENSION_OVER_LIMIT;

    if (rule == COTERM_ACTIVATE)
        *ret = (Holding){request->key_licenses, {add_months(request->today.day, 12)}, 0};
    else if (rule == COTERM_EXTEND)
        *ret = shared(held->ends_on.day, held->licenses, key_time + held->carry);
    else
        *ret = shared(request->today.day, held->licenses + request->add_licenses, pool_of(request));
    return ret->ends_on.day > DATE_MAX_DAY ? ERR_DATE_OUT_OF_RANGE : OK;
}
