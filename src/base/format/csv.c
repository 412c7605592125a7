/*
 * Tables for spreadsheets (RFC 4180).
 *
 * A spreadsheet runs what begins with one of a few characters, and where a cell begins depends on
 * which separator it was told. So behind whatever might be taken for one, a comma, a semicolon or a
 * tab, and any blanks and quotation marks, an apostrophe goes before such a character. Where there
 * are apostrophes already, there is one more: whoever takes one off has what was there.
 */
#include "base/format/format.h"

#include <string.h>

static const char FORMULA[] = "=+-@";

/* The same as wide characters, which spreadsheets for East Asia take for them. */
static const char *const WIDE_FORMULA[] = {"＝", "＋", "－", "＠"};

static bool
begins_formula(const char *at)
{
    at += strspn(at, "'");
    for (size_t i = 0; i < COUNT_OF(WIDE_FORMULA); i++)
        if (strncmp(at, WIDE_FORMULA[i], strlen(WIDE_FORMULA[i])) == 0)
            return true;
    return *at != '\0' && strchr(FORMULA, *at) != NULL;
}

static bool
is_blank_before(char c)
{
    return c == ' ' || c == '"';
}

static bool
may_end_cell(char c)
{
    return c == ',' || c == ';' || c == '\t' || c == '\r' || c == '\n';
}

static char
separator_of(const Buf *out)
{
    return (char)(out->cell_end == '\0' ? ',' : out->cell_end);
}

static void
end_cell(Buf *out, bool last)
{
    if (last)
        buf_text(out, "\r\n");
    else
        buf_char(out, separator_of(out));
}

static void
put_harmless(Buf *out, const char *text)
{
    bool begins = true; /* a cell, for somebody */

    for (; *text != '\0'; text++) {
        if (begins && begins_formula(text))
            buf_char(out, '\'');
        if (*text == '"')
            buf_char(out, '"');
        buf_char(out, *text);
        begins = may_end_cell(*text) || (begins && is_blank_before(*text));
    }
}

void
csv_begin(Buf *out, char separator, bool with_mark)
{
    out->cell_end = separator;
    if (with_mark)
        buf_text(out, "\xEF\xBB\xBF");
}

void
csv_heading(Buf *out, const char *names)
{
    for (; *names != '\0'; names++)
        buf_char(out, (char)(*names == ',' ? separator_of(out) : *names));
    buf_text(out, "\r\n");
}

void
csv_cell(Buf *out, const char *text, bool last)
{
    bool quoted = strpbrk(text, "\",\t\r\n;'") != NULL || begins_formula(text);

    if (quoted)
        buf_char(out, '"');
    put_harmless(out, text);
    if (quoted)
        buf_char(out, '"');
    end_cell(out, last);
}

void
csv_number(Buf *out, int64_t number, bool last)
{
    buf_int(out, number);
    end_cell(out, last);
}

void
csv_amount(Buf *out, const char *decimal, bool last)
{
    buf_text(out, decimal);
    end_cell(out, last);
}
