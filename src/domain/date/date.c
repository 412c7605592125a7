#include "domain/date/date.h"

/*
 * Years are counted from March, so that the leap day is the last day of a year and needs no special
 * case. Method: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; on the way back the
 * century and the year are each found by one division of four times the days, after Cassio Neri and
 * Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms". All
 * numbers are unsigned because no date lies before 1970, which makes the divisions cheap.
 */
enum {
    DAYS_PER_FOUR_YEARS = 1461,
    DAYS_PER_FOUR_CENTURIES = 146097,
    EPOCH_OFFSET = 719468, /* days from 0000-03-01 to 1970-01-01 */
    MONTHS_PER_YEAR = 12,
    MARCH = 3, /* the first month counted */
    MONTH_MIN = 1970 * MONTHS_PER_YEAR + 1 - MARCH,
    MONTH_MAX = 30000 * MONTHS_PER_YEAR,
};

/* The first days of March..February in such a year follow a line of slope 153/5. */
static uint32_t
days_before_month(uint32_t month_of_year)
{
    return (153 * month_of_year + 2) / 5;
}

Date
date_from_parts(DateParts parts)
{
    assert(parts.month >= MONTH_MIN && parts.month <= MONTH_MAX);

    uint32_t year = (uint32_t)parts.month / MONTHS_PER_YEAR;
    uint32_t month_of_year = (uint32_t)parts.month % MONTHS_PER_YEAR;
    uint32_t days = year * 365 + year / 4 - year / 100 + year / 400;

    return (Date){(int32_t)(days + days_before_month(month_of_year)) + parts.day - 1 -
                  EPOCH_OFFSET};
}

DateParts
date_parts(Date date)
{
    assert(date.day >= DATE_MIN_DAY);

    uint32_t quarter_days = ((uint32_t)date.day + EPOCH_OFFSET) * 4 + 3;
    uint32_t century = quarter_days / DAYS_PER_FOUR_CENTURIES;
    quarter_days = quarter_days % DAYS_PER_FOUR_CENTURIES | 3;
    uint32_t year = century * 100 + quarter_days / DAYS_PER_FOUR_YEARS;
    uint32_t day_of_year = quarter_days % DAYS_PER_FOUR_YEARS / 4;
    uint32_t month_of_year = (5 * day_of_year + 2) / 153;

    return (DateParts){
        .month = (int32_t)(year * MONTHS_PER_YEAR + month_of_year),
        .day = (int32_t)(day_of_year - days_before_month(month_of_year)) + 1,
    };
}

bool
date_from_ymd(int year, int month, int day, Date *ret)
{
    if (year < 1970 || year > 9999 || month < 1 || month > 12)
        return false;

    DateParts parts = {year * MONTHS_PER_YEAR + month - MARCH, day};
    if (day < 1 || day > date_days_in_month(parts.month))
        return false;

    *ret = date_from_parts(parts);
    return true;
}

void
date_to_ymd(Date date, int *ret_year, int *ret_month, int *ret_day)
{
    DateParts parts = date_parts(date);
    int32_t month_since_january = parts.month + MARCH - 1;

    *ret_year = month_since_january / MONTHS_PER_YEAR;
    *ret_month = month_since_january % MONTHS_PER_YEAR + 1;
    *ret_day = parts.day;
}

/* The number that exactly count digits stand for, or -1 if they are not all digits. */
static int
digits(const char *text, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool
date_parse(const char *text, Date *ret)
{
    if (strnlen(text, DATE_TEXT_SIZE) != DATE_TEXT_SIZE - 1 || text[4] != '-' || text[7] != '-')
        return false;
    /* What is not digits is -1 here, and no year, month or day. */
    return date_from_ymd(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2), ret);
}

/* Two digits, 00 .. 99. */
static void
put_pair(char *out, int number)
{
    out[0] = (char)('0' + number / 10);
    out[1] = (char)('0' + number % 10);
}

void
date_format(Date date, char ret_text[DATE_TEXT_SIZE])
{
    int year, month, day;

    assert(date_in_range(date));
    date_to_ymd(date, &year, &month, &day);
    memcpy(ret_text, "yyyy-mm-dd", DATE_TEXT_SIZE);
    put_pair(ret_text, year / 100);
    put_pair(ret_text + 2, year % 100);
    put_pair(ret_text + 5, month);
    put_pair(ret_text + 8, day);
}

Date
date_from_micros(Micros moment)
{
    assert(moment >= 0);
    Date date = {(int32_t)(moment / MICROS_PER_DAY)};
    assert(date_in_range(date));
    return date;
}

Date
date_add_days(Date date, int32_t days)
{
    return (Date){date.day + days};
}

int32_t
date_days_between(Date from, Date to)
{
    return to.day - from.day;
}

Date
date_add_months(Date date, int32_t months)
{
    DateParts parts = date_parts(date);

    parts.month += months;
    int32_t last = date_days_in_month(parts.month);
    if (parts.day > last)
        parts.day = last;
    return date_from_parts(parts);
}
