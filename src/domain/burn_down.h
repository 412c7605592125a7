/*
 * Burn-down: how a credit is being used up, and how long it lasts if that goes on.
 *
 * The pace is what was used so far over the days that have passed, the present one among them; it
 * is kept as that fraction and never divided out, so that nothing is lost to rounding. Amounts are
 * millionths, days are whole.
 */
#ifndef DOMAIN_BURN_DOWN_H
#define DOMAIN_BURN_DOWN_H

#include "domain/credit.h"

typedef enum BurnOutlook {
    BURN_AHEAD,     /* the period has not begun */
    BURN_UNTOUCHED, /* nothing was used so far */
    BURN_LASTS,     /* something is left at the end */
    BURN_RUNS_OUT,  /* nothing is, on the last day or before */
    BURN_EMPTY,     /* nothing is left now */
    BURN_OVER,      /* the period has ended */
} BurnOutlook;

typedef struct BurnForecast {
    BurnOutlook outlook;
    int64_t left_at_end; /* of the period at this pace, rounded down */
    Date last_on;        /* BURN_RUNS_OUT: on this day the last of it is used */
} BurnForecast;

BurnForecast burn_forecast(const CreditDays *days, const PeriodBalance *balance, Date today);

/* How many days of the period have passed, today among them: 0 before it, all of them after it. */
int32_t burn_days_passed(const CreditDays *days, Date today);
int32_t burn_days_of(const CreditDays *days);

/* A day and what was metered on it, covered or not; what is left when it ends is worked out. */
typedef struct BurnDay {
    Date day;
    int64_t micros;
    int64_t left;
} BurnDay;

/* The days must be in order. What goes beyond the amount leaves nothing, and not less. */
void burn_left_each_day(int64_t granted, BurnDay *day, size_t count);

/* What would be left after so many of the period's days if each took the same: rounded down. */
int64_t burn_even_left(const CreditDays *days, int64_t granted, int32_t days_passed);

/* part / whole * range to the nearest, a half up: shares, and where they lie in a picture. */
int64_t burn_share(int64_t part, int64_t whole, int64_t range);

/* How many percent of the amount are used, rounded down: 100 only when all of it is. */
int64_t burn_percent(const PeriodBalance *balance);

#endif
