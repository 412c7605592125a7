/*
 * Date: a calendar day in UTC, counted in days since 1970-01-01 (RULE DT-1).
 *
 * A day number makes "how many days remain" a subtraction and comparing dates comparing integers.
 * Dates of the product lie in 1970-01-01 .. 9999-12-31. Arithmetic may lead a few thousand years
 * further; ask date_in_range() before such a date is stored or shown.
 */
#ifndef DOMAIN_DATE_H
#define DOMAIN_DATE_H

#include "base/base.h"
#include "base/clock.h"

enum {
    DATE_MIN_DAY = 0,
    DATE_MAX_DAY = 2932896, /* 9999-12-31 */
    DATE_TEXT_SIZE = 11,    /* YYYY-MM-DD and NUL */
};

typedef struct Date {
    int32_t day;
} Date;

/*
 * A date taken apart, as arithmetic in months needs it. Months are numbered through, beginning with
 * March of the year 0, so that the leap day is the last day of a year and needs no special case.
 */
typedef struct DateParts {
    int32_t month;
    int32_t day; /* of the month, 1..31 */
} DateParts;

static inline bool
date_in_range(Date date)
{
    return date.day >= DATE_MIN_DAY && date.day <= DATE_MAX_DAY;
}

/* False if there is no such day, as 2025-02-29, or it is out of range. */
MUST_CHECK bool date_from_ymd(int year, int month, int day, Date *ret);

/* The date must not lie before 1970. */
void date_to_ymd(Date date, int *ret_year, int *ret_month, int *ret_day);

/* Reads YYYY-MM-DD and nothing else; false if the text is anything else or there is no such day. */
MUST_CHECK bool date_parse(const char *text, Date *ret);

/* Writes YYYY-MM-DD, NUL included. The date must be in range. */
void date_format(Date date, char ret_text[DATE_TEXT_SIZE]);

/* The UTC day on which that moment lies. The moment must be in range. */
Date date_from_micros(Micros moment);

Date date_add_days(Date date, int32_t days);

/* Negative if to is the earlier one. */
int32_t date_days_between(Date from, Date to);

/*
 * RULE DT-2: The same day of the month, some months later. A day that the target month lacks
 * becomes its last day: 2024-01-31 plus one month is 2024-02-29. Always count from the first date:
 * from 2024-01-31 two months lead to 2024-03-31, but one month and one more to 2024-03-29.
 * Negative months lead back, at most to 1970.
 */
Date date_add_months(Date date, int32_t months);

/* The date must not lie before 1970; the parts must be a day that there is. */
DateParts date_parts(Date date);
Date date_from_parts(DateParts parts);

static inline bool
date_is_leap_year(uint32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The length of a month as numbered in DateParts, 28..31. */
static inline int32_t
date_days_in_month(int32_t month)
{
    static const uint8_t DAYS[] = {31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28};
    enum { FEBRUARY = COUNT_OF(DAYS) - 1 };

    assert(month >= 0);
    uint32_t month_of_year = (uint32_t)month % COUNT_OF(DAYS);
    if (month_of_year != FEBRUARY)
        return DAYS[month_of_year];
    return DAYS[FEBRUARY] + date_is_leap_year((uint32_t)month / COUNT_OF(DAYS) + 1);
}

#endif
