/*
 * Show: dates, numbers and amounts as people of a language write them.
 *
 * Everything is worked out in integers. A no-break space stands wherever a line must not break: in
 * a number and between it and its unit. Nothing of this is meant to be read back.
 */
#ifndef HTML_SHOW_H
#define HTML_SHOW_H

#include "base/buf.h"
#include "base/lang/lang.h"
#include "base/zone/zone.h"
#include "domain/date/date.h"

void show_date(Buf *out, Lang lang, Date date);        /* 22 April 2027, 22 april 2027 */
void show_month(Buf *out, Lang lang, int month);       /* April, april; 1 is January */
void show_short_month(Buf *out, Lang lang, int month); /* Apr, apr */
void show_count(Buf *out, Lang lang, int64_t number);  /* 6,000, 6 000 */
void show_percent(Buf *out, int64_t percent);          /* 75 % */

/* A moment as clocks somewhere show it. */
typedef struct LocalTime {
    Micros shown;     /* as if it were UTC */
    const char *zone; /* whose clocks these are; lives as long as the span */
} LocalTime;

/* The span is that of the zone around any moment, or zero, and becomes the one around this. */
LocalTime local_time(ZoneSpan *span, const char *zone, Lang lang, Micros at);

void show_moment(Buf *out, Lang lang, const LocalTime *time); /* 22 April 2027, 09:14 UTC */
void show_clock(Buf *out, Lang lang, const LocalTime *time);  /* 09:14 UTC, 09.14 UTC */

/*
 * USD 6,000 and 6 000 USD. Whole amounts have no decimals, others two, or as many as they need.
 */
void show_money(Buf *out, Lang lang, const char *currency, int64_t micros);

/* 6.4 months, 6,4 månader: to the nearest tenth, without it where it is none; halves go up. */
void show_months(Buf *out, Lang lang, Ticks ticks);

#endif
