#include "base/zone/zone.h"

#include "base/log.h"
#include "base/text/text.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

enum { ZONES_MAX = 700, MICROS_PER_MS = 1000 };

const char ZONE_UTC[] = "UTC";

static const char *names[ZONES_MAX] = {ZONE_UTC};
static size_t name_count = 1;
static pthread_once_t read = PTHREAD_ONCE_INIT;

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each zone once, by the place that it is named after: what is left out are other names of these.
 */
static void
read_names(void)
{
    UErrorCode error = U_ZERO_ERROR;
    UEnumeration *all =
        ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, NULL, NULL, &error);
    const char *name;

    while ((name = uenum_next(all, NULL, &error)) != NULL && name_count < ZONES_MAX)
        if (strchr(name, '/') != NULL && strlen(name) < ZONE_NAME_MAX)
            names[name_count++] = strdup(name);
    uenum_close(all);
    if (U_FAILURE(error))
        die("no time zones: %s", u_errorName(error));
    qsort(names + 1, name_count - 1, sizeof(names[0]), compare_names);
}

const char *const *
zone_names(size_t *ret_count)
{
    pthread_once(&read, read_names);
    *ret_count = name_count;
    return names;
}

const char *
zone_named(const char *name)
{
    size_t count;
    const char *const *all = zone_names(&count);

    for (size_t i = 0; name != NULL && i < count; i++)
        if (text_equal(all[i], name))
            return all[i];
    return NULL;
}

/* --- one of them ----------------------------------------------------------------------------- */

/* ICU counts milliseconds in a floating point number, which holds whole ones of any year. */
static Micros
micros_of_date(UDate ms)
{
    return (Micros)ms * MICROS_PER_MS;
}

static UCalendar *
open_calendar(const char *zone, Lang lang, Micros at)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar units[ZONE_NAME_MAX];

    u_uastrncpy(units, zone, ZONE_NAME_MAX);
    UCalendar *calendar =
        ucal_open(units, -1, lang == LANG_EN ? "en_GB" : lang_code(lang), UCAL_GREGORIAN, &error);
    const int64_t ms = at / MICROS_PER_MS;
    ucal_setMillis(calendar, (UDate)ms, &error);
    if (U_FAILURE(error))
        die("no time of the zone %s: %s", zone, u_errorName(error));
    return calendar;
}

/* When clocks were last set anew before the moment, or will be next; the fallback where never. */
static Micros
transition(const UCalendar *calendar, UTimeZoneTransitionType type, Micros fallback)
{
    UErrorCode error = U_ZERO_ERROR;
    UDate ms;

    return ucal_getTimeZoneTransitionDate(calendar, type, &ms, &error) ? micros_of_date(ms)
                                                                       : fallback;
}

static void
put_short_name(const UCalendar *calendar, Lang lang, bool summer, char *ret)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar units[ZONE_SHORT_MAX];

    ucal_getTimeZoneDisplayName(calendar, summer ? UCAL_SHORT_DST : UCAL_SHORT_STANDARD,
                                lang == LANG_EN ? "en_GB" : lang_code(lang), units, ZONE_SHORT_MAX,
                                &error);
    u_strToUTF8(ret, ZONE_SHORT_MAX, NULL, units, -1, &error);
    if (U_FAILURE(error))
        ret[0] = '\0';
}

ZoneSpan
zone_span(const char *zone, Lang lang, Micros at)
{
    UErrorCode error = U_ZERO_ERROR;
    ZoneSpan span = {.from = INT64_MIN, .to = INT64_MAX, .name = "UTC"};

    if (zone == NULL || zone == ZONE_UTC)
        return span;
    UCalendar *calendar = open_calendar(zone, lang, at);
    int32_t summer = ucal_get(calendar, UCAL_DST_OFFSET, &error);
    int32_t offset = ucal_get(calendar, UCAL_ZONE_OFFSET, &error) + summer;
    span.ahead = (Micros)offset * MICROS_PER_MS;
    span.from = transition(calendar, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, INT64_MIN);
    span.to = transition(calendar, UCAL_TZ_TRANSITION_NEXT, INT64_MAX);
    put_short_name(calendar, lang, summer != 0, span.name);
    ucal_close(calendar);
    return span;
}
