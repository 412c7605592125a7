/*
 * Html: a page being written, and what the tags of a template become.
 *
 * Templates (web/templates, compiled by tools/templates.py) are the callers. Whatever is written is
 * escaped here, whoever it came from: & < > " ' become references, so a value can neither leave its
 * text nor its quoted attribute, and control characters become U+FFFD. html_raw() alone is not
 * escaped, and each use is counted by `tools/templates.py check`.
 */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include "base/buf.h"
#include "base/id/id.h"
#include "base/lang/lang.h"
#include "base/zone/zone.h"
#include "domain/date/date.h"
#include "domain/role.h"

/* What every page knows, for its shell; page.h fills it. */
typedef struct Html {
    Buf *out;
    const struct Face *face;
    Lang lang;
    const char *title;  /* of the page, in the reader's language */
    bool refused;       /* it shows what was refused: its title says so */
    const char *path;   /* of the request, which tells where in the navigation we are */
    const char *target; /* the same with its query */
    const char *theme;  /* "light", "dark", or "" for what the system says */
    const char *zone;   /* the reader's, or NULL: UTC */
    ZoneSpan zone_span; /* of it, around the moment that was shown last */
    Micros now;
    const char *user_name;                  /* or NULL: not signed in */
    const char *organisation;               /* the tenant's name, or NULL */
    const char *domain;                     /* the tenant's */
    const struct OrganisationChoice *place; /* where one can be, where one is among them */
    size_t place_count;
    Roles roles;
    const char *csrf;       /* the token of forms; NULL where no form may stand */
    const char *notice;     /* what was just done, in the reader's language, or NULL */
    const char *viewed;     /* whose the page is, where not the reader's own, or NULL */
    bool suspended;         /* the partner is: RULE BEN-12 */
    const char *searched;   /* what the search box holds, or NULL */
    const char *request_id; /* on pages that say what went wrong, else NULL */
} Html;

/* {{E}}: the type says what it looks like. A number is grouped, a date in words. */
// clang-format off
#define HTML_SHOW(page, value)                                                                     \
    _Generic((value),                                                                              \
        char *: html_text, const char *: html_text, Date: html_date, Id: html_id,                  \
        int: html_count, long: html_count, long long: html_count,                                  \
        unsigned: html_count, unsigned long: html_count, unsigned long long: html_count            \
    )(page, value)
// clang-format on

void html_text(Html *page, const char *text);
void html_id(Html *page, Id id);
void html_int(Html *page, int64_t number);   /* 6000, for programs: values of forms, addresses */
void html_count(Html *page, int64_t number); /* 6,000 or 6 000, for people */
void html_date(Html *page, Date date);       /* 22 April 2027 */
void html_iso(Html *page, Date date);        /* 2027-04-22 */
void html_time(Html *page, Date date);       /* <time>, in words */
void html_moment(Html *page,
                 Micros moment);          /* <time>, with hours and minutes, in the reader's zone */
void html_day(Html *page, Micros moment); /* <time>, the day of a moment there */
void html_money(Html *page, const char *currency, int64_t micros); /* USD 6,000 or 6 000 USD */
void html_months(Html *page, Ticks ticks);                         /* 6.4 months */
void html_percent(Html *page, int64_t percent);                    /* 75 % */

/* The reader's day of a moment. */
Date html_local_date(Html *page, Micros moment);

/* A name that somebody chose, kept from turning the writing direction of what stands around it. */
void html_bdi(Html *page, const char *text);

/* One value in the query or path of an address: everything but letters, digits and -._~ as %XX. */
void html_query(Html *page, const char *text);

/* A whole address of ours, beginning with one slash; anything else becomes "/". */
void html_href(Html *page, const char *address);

/* The icon with this name of web/icons.txt, hidden from screen readers: write a text beside it. */
void html_icon(Html *page, const char *name);

/* A text that the templates' compiler has translated and escaped: one of these for each language.
 */
typedef struct HtmlText {
    const char *html;
    size_t size;
} HtmlText;

static inline void
html_said(Html *page, const HtmlText text[LANG_COUNT])
{
    buf_put(page->out, text[page->lang].html, text[page->lang].size);
}

void html_csrf(Html *page);
void html_raw(Html *page, const char *html);

/*
 * A text in the reader's language whose {names} the caller writes:
 *
 *     for (HtmlFill fill = html_fill(page, "{n} keys"); html_fill_next(&fill);)
 *         if (html_fill_is(&fill, "n"))
 *             html_count(page, 3);
 */
typedef struct HtmlFill {
    Html *page;
    const char *at;
    const char *name; /* not NUL-terminated */
    size_t name_length;
} HtmlFill;

HtmlFill html_fill(Html *page, const char *english);
MUST_CHECK bool html_fill_next(HtmlFill *fill);
MUST_CHECK bool html_fill_is(const HtmlFill *fill, const char *name);

#endif
