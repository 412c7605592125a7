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

/* One that nobody holds, or that is over, has a badge that says more than how much of it is used.
 */
static Badge
badge_of_use(CreditStatus status, int64_t percent)
{
    if (status == CREDIT_ACTIVE && percent >= CREDIT_LOW_PERCENT)
        return (Badge){"warn", "exclamation-triangle", TR("Nearly used up"), -1};
    return badge_of(status);
}

const char *
credit_level(const CreditView *view)
{
    int64_t percent = burn_percent(&view->balance);

    return percent >= 100 ? "bad" : percent >= CREDIT_LOW_PERCENT ? "warn" : "";
}

CreditLook
look_of(const CreditView *view, Date today)
{
    int64_t percent = burn_percent(&view->balance);

    return (CreditLook){
        .view = view,
        .forecast = burn_forecast(&view->days, &view->balance, today),
        .percent = percent,
        .level = credit_level(view),
        .badge = badge_of_use(view->status, percent),
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
