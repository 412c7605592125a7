/*
 * A burn-down as a picture: time goes to the right, what is left goes down. The picture is
 * stretched to the room there is, so it has no words in it; they stand around it.
 */
#include "portal/credits/credits.h"

/* More rows than these are put together by months. */
enum { DAYS_SHOWN_MAX = 62, POINT_BYTES = 48 };

static int
burn_x(const DateRange *days, int32_t passed)
{
    return (int)burn_share(passed, burn_days_of(days), BURN_WIDTH);
}

static int
y_of(const CreditView *view, int64_t left)
{
    return BURN_HEIGHT - (int)burn_share(left, view->credit.term.micros, BURN_HEIGHT);
}

/* What is left falls during a day on which something was used, and stays level between them. */
static void
put_days(Buf *line, const CreditView *view, const BurnDay *day, size_t count)
{
    const DateRange *days = &view->days;

    buf_text(line, "M0 0");
    for (size_t i = 0; i < count; i++) {
        int32_t before = date_days_between(days->starts_on, day[i].day);
        buf_printf(line, "H%dL%d %d", burn_x(days, before), burn_x(days, before + 1),
                   y_of(view, day[i].left));
    }
}

static const char *
path_ahead(Ctx *ctx, const CreditView *view, const BurnForecast *forecast, int now)
{
    const DateRange *days = &view->days;
    int from = y_of(view, balance_left(&view->balance));
    int x = BURN_WIDTH;

    if (forecast->outlook == BURN_RUNS_OUT)
        x = burn_x(days, date_days_between(days->starts_on, forecast->last_on) + 1);
    else if (forecast->outlook != BURN_LASTS && forecast->outlook != BURN_UNTOUCHED)
        return NULL;
    return arena_printf(ctx->arena, "M%d %dL%d %d", now, from, x,
                        y_of(view, forecast->left_at_end));
}

/* --- the table ------------------------------------------------------------------------------ */

static Date
first_of_month(Date day)
{
    int year, month, of_month;

    date_to_ymd(day, &year, &month, &of_month);
    return date_add_days(day, 1 - of_month);
}

size_t
burn_rows(Ctx *ctx, const BurnDay *day, size_t count, BurnRow **ret)
{
    bool by_month = count > DAYS_SHOWN_MAX;
    BurnRow *rows = ARENA_NEW_ARRAY(ctx->arena, BurnRow, count);
    size_t row_count = 0;

    for (size_t i = 0; i < count; i++) {
        Date on = by_month ? first_of_month(day[i].day) : day[i].day;
        if (row_count == 0 || !date_equal(rows[row_count - 1].day, on))
            rows[row_count++] = (BurnRow){.day = on, .is_month = by_month};
        rows[row_count - 1].micros += day[i].micros;
        rows[row_count - 1].left = day[i].left;
    }
    *ret = rows;
    return row_count;
}

/* --- all of it ------------------------------------------------------------------------------ */

BurnDay *
burn_days(Ctx *ctx, int64_t granted, const UsageDay *usage, size_t count)
{
    BurnDay *day = ARENA_NEW_ARRAY(ctx->arena, BurnDay, count);

    for (size_t i = 0; i < count; i++)
        day[i] = (BurnDay){.day = usage[i].day, .micros = usage[i].micros};
    burn_left_each_day(granted, day, count);
    return day;
}

/* A half that people can read. */
static int64_t
half_of(int64_t micros)
{
    int64_t half = micros / 2;

    return half >= 10 * MICROS_PER_UNIT ? half / MICROS_PER_UNIT * MICROS_PER_UNIT : half;
}

static void
mark_alerts(const Ctx *ctx, BurnPicture *picture)
{
    const Percents *alerts = &ctx->policy->alerts;
    const PeriodBalance nothing = {0};

    picture->alert_count = alerts->count;
    for (size_t i = 0; i < alerts->count; i++)
        picture->alert[i] = (AlertMark){
            .percent = alerts->percent[i],
            .reached = balance_passes(&nothing, &picture->view->balance, alerts->percent[i]),
            .y = (int)burn_share(alerts->percent[i], 100, BURN_HEIGHT),
        };
}

BurnPicture
burn_picture(Ctx *ctx, const BurnDown *burn)
{
    const CreditView *view = &burn->credit;
    BurnDay *day = burn_days(ctx, view->credit.term.micros, burn->day, burn->day_count);
    Buf line = buf_new(ctx->arena, (burn->day_count + 2) * POINT_BYTES);
    int now = burn_x(&view->days, burn_days_passed(&view->days, ctx->today));
    BurnPicture picture = {
        .view = view,
        .forecast = burn_forecast(&view->days, &view->balance, ctx->today),
        .half = half_of(view->credit.term.micros),
        .middle = date_add_days(view->days.starts_on, burn_days_of(&view->days) / 2),
    };

    put_days(&line, view, day, burn->day_count);
    buf_printf(&line, "H%d", now);
    assert(!line.full);
    picture.line = line.data;
    picture.area = arena_printf(ctx->arena, "%sV%dH0Z", line.data, BURN_HEIGHT);
    picture.ahead = path_ahead(ctx, view, &picture.forecast, now);
    picture.now = picture.forecast.outlook == BURN_OVER ? -1 : now;
    mark_alerts(ctx, &picture);
    picture.row_count = burn_rows(ctx, day, burn->day_count, &picture.row);
    return picture;
}
