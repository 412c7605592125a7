/*
 * Zone: what clocks on walls show somewhere, by the tables of the IANA as ICU has them.
 *
 * Only for showing moments to people. The days of the rules are those of UTC (RULE DT-1), and
 * nothing that is computed or kept depends on a zone.
 */
#ifndef BASE_ZONE_ZONE_H
#define BASE_ZONE_ZONE_H

#include "base/clock.h"
#include "base/lang/lang.h"

enum { ZONE_NAME_MAX = 60, ZONE_SHORT_MAX = 32 };

extern const char ZONE_UTC[]; /* "UTC" */

/* The names of the zones, such as Europe/Stockholm, UTC first and the others in order; borrowed for
 * ever. */
const char *const *zone_names(size_t *ret_count);

/* The zone with this name, borrowed for ever; NULL where there is none. */
const char *zone_named(const char *name);

/* As long as clocks there are not set anew. */
typedef struct ZoneSpan {
    Micros from, to;           /* moments */
    Micros ahead;              /* of UTC */
    char name[ZONE_SHORT_MAX]; /* what people call the time, such as CEST */
} ZoneSpan;

/* Around a moment, in the words of a language. */
ZoneSpan zone_span(const char *zone, Lang lang, Micros at);

#endif
