/*
 * Ical: lines of a calendar (RFC 5545), for programs that show dates beside other dates.
 *
 * A line is NAME:value and ends with CRLF. One of more than 75 octets is folded: it goes on in the
 * next, which begins with a space. Characters of UTF-8 are never cut in two.
 */
#ifndef BASE_ICAL_H
#define BASE_ICAL_H

#include "base/buf.h"

/* A value that is what it is: a date, a number, a word of the standard. */
void ical_line(Buf *out, const char *name, const char *value);

/* A value that is TEXT: what would end or divide it is escaped, control characters are left out. */
void ical_text(Buf *out, const char *name, const char *text);

#endif
