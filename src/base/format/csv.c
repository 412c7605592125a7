/*
 * Tables for spreadsheets (RFC 4180).
 */
#include "base/format/format.h"

#include <string.h>

/* What a spreadsheet would run begins with one of these; an apostrophe makes it text. */
static bool
looks_like_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

void
csv_cell(Buf *out, const char *text, bool last)
{
    bool quoted = strpbrk(text, "\",\r\n;'") != NULL || looks_like_formula(text);

    if (quoted)
        buf_char(out, '"');
    if (looks_like_formula(text))
        buf_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buf_char(out, '"');
        buf_char(out, *text);
    }
    if (quoted)
        buf_char(out, '"');
    buf_text(out, last ? "\r\n" : ",");
}

void
csv_number(Buf *out, int64_t number, bool last)
{
    buf_int(out, number);
    buf_text(out, last ? "\r\n" : ",");
}

void
csv_amount(Buf *out, const char *decimal, bool last)
{
    buf_text(out, decimal);
    buf_text(out, last ? "\r\n" : ",");
}
