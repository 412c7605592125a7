/*
 * Timestamp: a moment as RFC 3339 text in UTC, such as 2022-01-31T12:00:00Z.
 *
 * Only the form with a capital T and Z is read and written; a leap second (:60) is refused, for the
 * program counts as POSIX does. Years 1970 to 9999.
 */
#ifndef DOMAIN_TIMESTAMP_H
#define DOMAIN_TIMESTAMP_H

#include "base/clock.h"

enum { TIME_TEXT_SIZE = 21 }; /* YYYY-MM-DDTHH:MM:SSZ and NUL */

/* Reads YYYY-MM-DDTHH:MM:SS, a fraction of 1 to 6 digits if there is one, and Z. False otherwise.
 */
MUST_CHECK bool time_parse(const char *text, Micros *ret);

/* Writes whole seconds, the fraction cut off, NUL included. The moment must be in range. */
void time_format(Micros moment, char ret_text[TIME_TEXT_SIZE]);

#endif
