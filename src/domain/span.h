/*
 * Span: time between two days, in whole months and days, and in ticks.
 *
 * RULE DT-5: Time is counted in ticks. A month, however long, is TICKS_PER_MONTH ticks, the least
 * common multiple of 28, 29, 30 and 31; so a day of any month is a whole number of ticks as well,
 * and nothing is ever rounded. A day of February is worth more ticks than a day of July.
 */
#ifndef DOMAIN_SPAN_H
#define DOMAIN_SPAN_H

#include "domain/date.h"

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

#endif
