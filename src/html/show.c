#include "html/show.h"

#include "domain/money/money.h"

#define NBSP "\xC2\xA0"

/* English names are the keys; Swedish ones have no capital. */
static const char *const MONTHS[] = {
    TR("January"), TR("February"), TR("March"),     TR("April"),   TR("May"),      TR("June"),
    TR("July"),    TR("August"),   TR("September"), TR("October"), TR("November"), TR("December"),
};

void
show_month(Buf *out, Lang lang, int month)
{
    assert(month >= 1 && month <= (int)COUNT_OF(MONTHS));
    buf_text(out, lang_text(lang, MONTHS[month - 1]));
}

/* All names of months begin with three letters of ASCII. */
void
show_short_month(Buf *out, Lang lang, int month)
{
    enum { LETTERS = 3 };
    assert(month >= 1 && month <= (int)COUNT_OF(MONTHS));

    buf_put(out, lang_text(lang, MONTHS[month - 1]), LETTERS);
}

/* 22 April, 22 april */
static void
show_day(Buf *out, Lang lang, Date date)
{
    int year, month, day;

    date_to_ymd(date, &year, &month, &day);
    buf_int(out, day);
    buf_char(out, ' ');
    show_month(out, lang, month);
}

void
show_date(Buf *out, Lang lang, Date date)
{
    int year, month, day;

    date_to_ymd(date, &year, &month, &day);
    show_day(out, lang, date);
    buf_char(out, ' ');
    buf_int(out, year);
}

LocalTime
local_time(ZoneSpan *span, const char *zone, Lang lang, Micros at)
{
    if (at < span->from || at >= span->to)
        *span = zone_span(zone, lang, at);
    return (LocalTime){at + span->ahead, span->name};
}

/* Clocks are read as 09:14 and kl. 09.14, and it is said whose clocks these are. */
void
show_clock(Buf *out, Lang lang, const LocalTime *time)
{
    enum { HOUR_AT = 11, MINUTE_AT = 14 };
    char text[TIME_TEXT_SIZE];

    time_format(time->shown, text);
    buf_put(out, text + HOUR_AT, 2);
    buf_char(out, locale_of(lang)->clock);
    buf_put(out, text + MINUTE_AT, 2);
    buf_text(out, NBSP);
    buf_text(out, time->zone);
}

void
show_moment(Buf *out, Lang lang, const LocalTime *time)
{
    show_date(out, lang, date_from_micros(time->shown));
    buf_text(out, locale_of(lang)->at);
    show_clock(out, lang, time);
}

/* U+2212, which screen readers say and lines do not break after. */
static uint64_t
put_sign(Buf *out, int64_t number)
{
    if (number >= 0)
        return (uint64_t)number;
    buf_text(out, "\xE2\x88\x92");
    return -(uint64_t)number;
}

void
show_count(Buf *out, Lang lang, int64_t number)
{
    locale_put_digits(out, lang, put_sign(out, number));
}

void
show_percent(Buf *out, int64_t percent)
{
    buf_int(out, percent);
    buf_text(out, NBSP "%");
}

static void
put_amount(Buf *out, Lang lang, int64_t micros)
{
    char exact[MONEY_TEXT_SIZE];
    uint64_t amount = put_sign(out, micros);

    locale_put_digits(out, lang, amount / MICROS_PER_UNIT);
    if (amount % MICROS_PER_UNIT == 0)
        return;
    money_format(micros, exact);
    buf_char(out, locale_of(lang)->decimal);
    buf_text(out, strchr(exact, '.') + 1);
}

void
show_money(Buf *out, Lang lang, const char *currency, int64_t micros)
{
    bool currency_first = locale_of(lang)->currency_first;

    if (currency_first) {
        buf_text(out, currency);
        buf_text(out, NBSP);
    }
    put_amount(out, lang, micros);
    if (!currency_first) {
        buf_text(out, NBSP);
        buf_text(out, currency);
    }
}

void
show_months(Buf *out, Lang lang, Ticks ticks)
{
    assert(ticks >= 0 && ticks < INT64_MAX / 20);
    Ticks tenths = (ticks * 10 + TICKS_PER_MONTH / 2) / TICKS_PER_MONTH;

    show_count(out, lang, tenths / 10);
    if (tenths % 10 != 0) {
        buf_char(out, locale_of(lang)->decimal);
        buf_int(out, tenths % 10);
    }
    buf_text(out, NBSP);
    buf_text(out, lang_text(lang, tenths == 10 ? TR("month") : TR("months")));
}
