/*
 * How a credit looks wherever it is shown: its amount, its state, what is left.
 */
#include "portal/credits/credits.h"

#include "html/show.h"

Date
last_day(const DateRange *days)
{
    return date_add_days(days->ends_on, -1);
}

/* Whole units where there are ten or more, else hundredths; down, as all forecasts are. */
int64_t
about(int64_t micros)
{
    enum { CENTS = 100, MANY_UNITS = 10 };
    int64_t step =
        micros >= MANY_UNITS * MICROS_PER_UNIT ? MICROS_PER_UNIT : MICROS_PER_UNIT / CENTS;

    return micros / step * step;
}

bool
is_bulk(const CreditView *view)
{
    return view->credit.term.period == CREDIT_YEAR;
}

const char *
kind_text(const CreditView *view)
{
    return is_bulk(view) ? TR("Bulk credit") : TR("Monthly credit");
}

static Badge
badge_of(CreditStatus status)
{
    static const Badge BADGES[] = {
        [CREDIT_UNASSIGNED] = {"warn", "exclamation-triangle", TR("Not assigned"), -1},
        [CREDIT_ACTIVE] = {"ok", "check-circle", TR("In use"), -1},
        [CREDIT_SUSPENDED] = {"bad", "pause-circle", TR("Suspended"), -1},
        [CREDIT_EXPIRED] = {"", "x-circle", TR("Ended"), -1},
    };

    return BADGES[status];
}

CreditLook
look_of(const CreditView *view, Date today)
{
    return (CreditLook){
        .view = view,
        .forecast = burn_forecast(&view->days, &view->balance, today),
        .percent = burn_percent(&view->balance),
        .badge = badge_of(view->status),
    };
}

void
html_month(Html *page, Date day)
{
    int year, month, of_month;

    date_to_ymd(day, &year, &month, &of_month);
    show_month(page->out, page->lang, month);
    buf_printf(page->out, " %d", year);
}

void
html_short_day(Html *page, Date day)
{
    int year, month, of_month;

    date_to_ymd(day, &year, &month, &of_month);
    buf_int(page->out, of_month);
    buf_text(page->out, "\xC2\xA0");
    show_short_month(page->out, page->lang, month);
}
