#include "html/html.h"

#include "html/assets.h"
#include "html/show.h"
#include "http/input/input.h"

enum { SHOWN_BYTES_MAX = 128 };

#define UNKNOWN "\xEF\xBF\xBD"

/* What a byte becomes, or NULL where it stays. */
static const char *const REFERENCES[UINT8_MAX + 1] = {
    [0x00 ... 0x08] = UNKNOWN,
    [0x0b ... 0x1f] = UNKNOWN,
    [0x7f] = UNKNOWN,
    ['&'] = "&amp;",
    ['<'] = "&lt;",
    ['>'] = "&gt;",
    ['"'] = "&quot;",
    ['\''] = "&#39;",
};

/* What may be written at once, as it stands. */
static size_t
plain_length(const char *text)
{
    static const bool IS_SPECIAL[UINT8_MAX + 1] =
        {
            [0x00 ... 0x08] = true, [0x0b ... 0x1f] = true, [0x7f] = true, ['&'] = true,
            ['<'] = true,           ['>'] = true,           ['"'] = true,  ['\''] = true,
            ['{'] = true, /* where the values of a text stand */
        };
    const char *at = text;

    while (!IS_SPECIAL[(unsigned char)*at])
        at++;
    return (size_t)(at - text);
}

#define put_literal(page, literal) buf_put((page)->out, literal, sizeof(literal) - 1)

/* Up to the end of the text or to the byte `stop`; gives where that is. */
static const char *
put_html_escaped(Html *page, const char *text, char stop)
{
    for (;;) {
        size_t plain = plain_length(text);
        buf_put(page->out, text, plain);
        text += plain;
        if (*text == '\0' || *text == stop)
            return text;
        const char *reference = REFERENCES[(unsigned char)*text];
        if (reference != NULL)
            buf_text(page->out, reference);
        else
            buf_char(page->out, *text);
        text++;
    }
}

void
html_text(Html *page, const char *text)
{
    put_html_escaped(page, text, '\0');
}

void
html_id(Html *page, Id id)
{
    html_text(page, id.text);
}

void
html_int(Html *page, int64_t number)
{
    buf_int(page->out, number);
}

void
html_count(Html *page, int64_t number)
{
    show_count(page->out, page->lang, number);
}

void
html_date(Html *page, Date date)
{
    show_date(page->out, page->lang, date);
}

void
html_iso(Html *page, Date date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    buf_text(page->out, text);
}

void
html_time(Html *page, Date date)
{
    put_literal(page, "<time datetime=\"");
    html_iso(page, date);
    put_literal(page, "\">");
    html_date(page, date);
    put_literal(page, "</time>");
}

void
html_moment(Html *page, Micros moment)
{
    const LocalTime time = local_time(&page->zone_span, page->zone, page->lang, moment);
    char text[TIME_TEXT_SIZE];

    time_format(moment, text);
    buf_printf(page->out, "<time datetime=\"%s\">", text);
    show_moment(page->out, page->lang, &time);
    buf_text(page->out, "</time>");
}

Date
html_local_date(Html *page, Micros moment)
{
    const LocalTime time = local_time(&page->zone_span, page->zone, page->lang, moment);

    return date_from_micros(time.shown);
}

void
html_day(Html *page, Micros moment)
{
    html_time(page, html_local_date(page, moment));
}

void
html_money(Html *page, const char *currency, int64_t micros)
{
    Buf shown = buf_new(page->out->arena, SHOWN_BYTES_MAX);

    show_money(&shown, page->lang, currency, micros);
    html_text(page, shown.data);
}

void
html_months(Html *page, Ticks ticks)
{
    show_months(page->out, page->lang, ticks);
}

void
html_percent(Html *page, int64_t percent)
{
    show_percent(page->out, percent);
}

void
html_bdi(Html *page, const char *text)
{
    buf_text(page->out, "<bdi>");
    html_text(page, text);
    buf_text(page->out, "</bdi>");
}

void
html_query(Html *page, const char *text)
{
    query_put_value(page->out, text);
}

/*
 * Two slashes begin the name of another host. Browsers read a backslash as a slash, and do not see
 * tabs and ends of lines.
 */
void
html_href(Html *page, const char *address)
{
    bool ours = address[0] == '/' && address[1] != '/' && address[1] != '\\' &&
                strpbrk(address, "\t\r\n") == NULL;

    html_text(page, ours ? address : "/");
}

void
html_icon(Html *page, const char *name)
{
    put_literal(page, "<svg class=\"i\" aria-hidden=\"true\"><use href=\"");
    buf_text(page->out, asset_path("icons.svg"));
    put_literal(page, "#");
    html_text(page, name);
    put_literal(page, "\"/></svg>");
}

void
html_csrf(Html *page)
{
    assert(page->csrf != NULL); /* a form on a page that has no token is a bug */
    buf_text(page->out, "<input type=\"hidden\" name=\"csrf\" value=\"");
    html_text(page, page->csrf);
    buf_text(page->out, "\">");
}

void
html_raw(Html *page, const char *html)
{
    buf_text(page->out, html);
}

HtmlFill
html_fill(Html *page, const char *english)
{
    return (HtmlFill){.page = page, .at = lang_text(page->lang, english)};
}

bool
html_fill_next(HtmlFill *fill)
{
    fill->at = put_html_escaped(fill->page, fill->at, '{');
    if (*fill->at == '\0')
        return false;
    fill->name = ++fill->at;
    fill->name_length = strcspn(fill->at, "}");
    fill->at += fill->name_length;
    if (*fill->at == '}')
        fill->at++;
    return true;
}

bool
html_fill_is(const HtmlFill *fill, const char *name)
{
    return strlen(name) == fill->name_length && memcmp(fill->name, name, fill->name_length) == 0;
}
