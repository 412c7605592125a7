/*
 * Months, days and ticks between two days (RULE DT-6, DT-7).
 */
#include "domain/date/date.h"

static_assert(TICKS_PER_MONTH % 28 == 0 && TICKS_PER_MONTH % 29 == 0, "days must be whole");
static_assert(TICKS_PER_MONTH % 30 == 0 && TICKS_PER_MONTH % 31 == 0, "days must be whole");

enum {
    DAYS_IN_EVERY_MONTH = 28,
    MONTHS_MAX = 10000 * 12, /* more than a program that ends in 9999 ever places */
};

static inline int32_t
smaller_day(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* RULE DT-2: the anchor's day in a month, or the month's last. */
static inline int32_t
day_in_month(int32_t month, int32_t anchor_day)
{
    if (anchor_day <= DAYS_IN_EVERY_MONTH)
        return anchor_day;
    return smaller_day(anchor_day, date_days_in_month(month));
}

static inline Span
parts_between(DateParts from, DateParts to)
{
    int32_t months = to.month - from.month;
    int32_t days_here = date_days_in_month(to.month);
    int32_t start = smaller_day(from.day, days_here);

    assert(months > 0 || (months == 0 && to.day >= from.day));
    if (to.day >= start) {
        int32_t next = day_in_month(to.month + 1, from.day);
        return (Span){months, to.day - start, days_here - start + next};
    }

    /* The anchor's day of this month is yet to come, so the last whole month ended in the one
     * before. */
    int32_t days_before = date_days_in_month(to.month - 1);
    int32_t rest = days_before - smaller_day(from.day, days_before);
    return (Span){months - 1, rest + to.day, rest + start};
}

Span
span_between(Date from, Date to)
{
    return parts_between(date_parts(from), date_parts(to));
}

static inline int32_t
ticks_per_day(int32_t days_in_month)
{
    return (int32_t)TICKS_PER_MONTH / days_in_month;
}

Ticks
ticks_between(DateParts from, DateParts to, Span *ret_span)
{
    Span span = parts_between(from, to);

    *ret_span = span;
    return span.months * TICKS_PER_MONTH + (Ticks)span.days * ticks_per_day(span.days_in_month);
}

DateParts
ticks_place(DateParts from, Ticks ticks, Ticks *ret_left)
{
    assert(ticks >= 0 && ticks < MONTHS_MAX * TICKS_PER_MONTH);

    int32_t month = from.month + (int32_t)(ticks / TICKS_PER_MONTH);
    int32_t rest = (int32_t)(ticks % TICKS_PER_MONTH);
    int32_t days_here = date_days_in_month(month);
    int32_t start = smaller_day(from.day, days_here);
    int32_t per_day = ticks_per_day(days_here - start + day_in_month(month + 1, from.day));
    int32_t day = start + rest / per_day;

    *ret_left = rest % per_day;
    if (day > days_here)
        return (DateParts){month + 1, day - days_here};
    return (DateParts){month, day};
}
