/*
 * Date: a calendar day in UTC, counted in days since 1970-01-01 (RULE DT-1).
 *
 * A day number makes "how many days remain" a subtraction and comparing dates comparing integers.
 * Dates of the product lie in 1970-01-01 .. 9999-12-31. Arithmetic may lead a few thousand years
 * further; ask date_in_range() before such a date is stored or shown.
 */
#ifndef DOMAIN_DATE_DATE_H
#define DOMAIN_DATE_DATE_H

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

/* Some days in a row. */
typedef struct DateRange {
    Date starts_on;
    Date ends_on; /* the first day after them */
} DateRange;

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

static inline bool
date_equal(Date a, Date b)
{
    return a.day == b.day;
}

static inline bool
date_before(Date a, Date b)
{
    return a.day < b.day;
}

static inline bool
date_after(Date a, Date b)
{
    return a.day > b.day;
}

/* Not before the first, and before the second, as the days of a range are. */
static inline bool
date_within(Date date, Date from, Date until)
{
    return !date_before(date, from) && date_before(date, until);
}

static inline Date
date_earlier(Date a, Date b)
{
    return date_before(b, a) ? b : a;
}

static inline Date
date_later(Date a, Date b)
{
    return date_before(a, b) ? b : a;
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

/* --- time between two days: span.c ------------------------------------------------------------ */

/*
 * Span: time between two days, in whole months and days, and in ticks.
 *
 * RULE DT-5: Time is counted in ticks. A month, however long, is TICKS_PER_MONTH ticks, the least
 * common multiple of 28, 29, 30 and 31; so a day of any month is a whole number of ticks as well,
 * and nothing is ever rounded. A day of February is worth more ticks than a day of July.
 */

typedef int64_t Ticks;

#define TICKS_PER_MONTH INT64_C(377580)

typedef struct Span {
    int32_t months;
    int32_t days;
    int32_t days_in_month; /* length of the month that the days are part of, 28..31 */
} Span;

/*
 * RULE DT-6: The most whole months from one day to a later one (or the same), and the days left.
 * Months are counted from the earlier day.
 */
Span span_between(Date from, Date to);

/* The same for dates that are taken apart, in months and days and in ticks. */
Ticks ticks_between(DateParts from, DateParts to, Span *ret_span);

/*
 * RULE DT-7: The day that lies so many ticks after another. The ticks that are too few for one more
 * day go to *ret_left, so that ticks_between(from, result) + *ret_left == ticks.
 */
DateParts ticks_place(DateParts from, Ticks ticks, Ticks *ret_left);

/* --- moments: timestamp.c --------------------------------------------------------------------- */

/*
 * Timestamp: a moment as RFC 3339 text in UTC, such as 2022-01-31T12:00:00Z.
 *
 * Only the form with a capital T and Z is read and written; a leap second (:60) is refused, for the
 * program counts as POSIX does. Years 1970 to 9999.
 */

enum { TIME_TEXT_SIZE = 21 }; /* YYYY-MM-DDTHH:MM:SSZ and NUL */

/*
 * Reads YYYY-MM-DDTHH:MM:SS, a fraction of any length if there is one, and Z; false otherwise. What
 * is less than a microsecond is cut off.
 */
MUST_CHECK bool time_parse(const char *text, Micros *ret);

/* Writes whole seconds, the fraction cut off, NUL included. The moment must be in range. */
void time_format(Micros moment, char ret_text[TIME_TEXT_SIZE]);

#endif
