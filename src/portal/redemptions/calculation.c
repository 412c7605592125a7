/*
 * The numbers of a redemption in words: spans, licences, what was done.
 */
#include "portal/redemptions/redemptions.h"

#include "html/fault.h"

int64_t
licenses_that_fit(const Preview *preview)
{
    return preview->refused == ERR_EXTENSION_OVER_LIMIT
               ? number_said(&preview->refusal, "addLicensesAtLeast")
               : INPUT_ABSENT;
}

const char *
action_done(Action action)
{
    static const char *const DONE[] = {
        [ACTION_ACTIVATE] = TR("Activated"),
        [ACTION_EXTEND] = TR("Extended"),
        [ACTION_ADD] = TR("Licences added"),
        [ACTION_VOID] = TR("Taken back"),
    };

    return DONE[action];
}

/* --- amounts that stand in sentences, without a space around them --------------------------- */

static void
put_counted(Html *page, int64_t count, const char *one, const char *many)
{
    buf_text(page->out, "<span class=\"nowrap\">");
    for (HtmlFill fill = html_fill(page, count == 1 ? one : many); html_fill_next(&fill);)
        html_count(page, count);
    buf_text(page->out, "</span>");
}

void
html_span(Html *page, Span span)
{
    if (span.months > 0 || span.days == 0)
        put_counted(page, span.months, TR("{n} month"), TR("{n} months"));
    if (span.months > 0 && span.days > 0)
        buf_char(page->out, ' ');
    if (span.days > 0)
        put_counted(page, span.days, TR("{n} day"), TR("{n} days"));
}

void
html_licences(Html *page, int64_t count)
{
    put_counted(page, count, TR("{n} licence"), TR("{n} licences"));
}
