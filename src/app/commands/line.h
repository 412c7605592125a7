/*
 * Line: reads text from a stream a line at a time, for the commands that are filters.
 *
 * A line is what stands before a newline, a carriage return before it not counted, or before the
 * end. Lines longer than LINE_LENGTH_MAX are read to their end but not kept.
 */
#ifndef APP_COMMANDS_LINE_H
#define APP_COMMANDS_LINE_H

#include "base/base.h"

enum { LINE_LENGTH_MAX = 64 * 1024 }; /* longer than any event */

typedef struct Line {
    char text[LINE_LENGTH_MAX + 1];
    size_t length; /* without the NUL; text may contain others */
    bool too_long; /* text is empty then */
} Line;

/* The next line; false at the end of the stream, or where it cannot be read (see ferror). */
MUST_CHECK bool line_read(FILE *in, Line *ret);

/* Does the text hold a NUL before its end, so that C would see a part of it only? */
bool line_has_nul(const Line *line);

#endif
