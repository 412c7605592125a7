/*
 * Lines of a calendar (RFC 5545).
 */
#include "base/format/format.h"

#include "base/text/text.h"

#include <string.h>

enum { LINE_OCTETS_MAX = 75 };

/* A line being written, and how many octets of it stand since the last fold. */
typedef struct Line {
    Buf *out;
    size_t octets;
} Line;

/* The bytes stay together. */
static void
put(Line *line, const char *bytes, size_t count)
{
    if (line->octets + count > LINE_OCTETS_MAX) {
        buf_text(line->out, "\r\n ");
        line->octets = 1;
    }
    buf_put(line->out, bytes, count);
    line->octets += count;
}

static void
put_ical_plain(Line *line, const char *text)
{
    for (size_t size; *text != '\0'; text += size) {
        size = text_character_size(text);
        put(line, text, size);
    }
}

static void
put_ical_escaped(Line *line, const char *text)
{
    for (size_t size; *text != '\0'; text += size) {
        size = text_character_size(text);
        unsigned char first = (unsigned char)*text;
        const char escaped[] = {'\\', *text};

        if (first == '\n')
            put(line, "\\n", 2);
        else if (strchr("\\;,", first) != NULL)
            put(line, escaped, sizeof(escaped));
        else if (first >= ' ' && first != 0x7F)
            put(line, text, size);
    }
}

void
ical_line(Buf *out, const char *name, const char *value)
{
    Line line = {.out = out};

    put_ical_plain(&line, name);
    put_ical_plain(&line, ":");
    put_ical_plain(&line, value);
    buf_text(out, "\r\n");
}

void
ical_text(Buf *out, const char *name, const char *text)
{
    Line line = {.out = out};

    put_ical_plain(&line, name);
    put_ical_plain(&line, ":");
    put_ical_escaped(&line, text);
    buf_text(out, "\r\n");
}
