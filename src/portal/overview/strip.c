/*
 * The dates of the coming year, month by month: what has the same day and is of one kind is one
 * date, with how many there are.
 */
#include "portal/overview/home.h"

#include "html/show.h"

enum { DATES_MAX = 120, MONTH_NAME_BYTES = 32 };

static int
compare_dates(const void *a, const void *b)
{
    const StripDate *one = a, *other = b;

    if (one->date.day != other->date.day)
        return one->date.day < other->date.day ? -1 : 1;
    return (int)one->is_end - (int)other->is_end;
}

/* RULE SUB-7: last days of benefits and ends of subscriptions are told apart. */
static size_t
find_dates(Ctx *ctx, const Overview *overview, StripDate *date)
{
    size_t count = 0;

    for (size_t i = 0; i < overview->benefits.count; i++) {
        const BenefitView *view = &overview->benefits.item[i];
        const char *id = view->benefit.id.text;
        if (benefit_is_to_do(view))
            date[count++] = (StripDate){
                .date = view->use_by,
                .name = view->name,
                .count = 1,
                .address = arena_printf(ctx->arena, "/benefits?open=%s#%s", id, id),
            };
    }
    for (size_t i = 0; i < overview->subscriptions.count; i++) {
        const Subscription *one = &overview->subscriptions.item[i];
        date[count++] = (StripDate){
            .date = one->holding.ends_on,
            .name = lang_name(ctx->lang, &one->name),
            .is_end = true,
            .count = 1,
            .address = arena_printf(ctx->arena, "/subscriptions/%s", one->id.text),
        };
    }
    return count;
}

/* Where there are several, the list in the order of their days. */
static void
merge_dates(StripDate *kept, const StripDate *other)
{
    kept->name = NULL;
    kept->count += other->count;
    kept->address = kept->is_end ? "/subscriptions?sort=endsOn" : "/benefits";
}

static size_t
group_dates(const Ctx *ctx, Date until, StripDate *date, size_t count)
{
    size_t kept = 0;

    qsort(date, count, sizeof(*date), compare_dates);
    for (size_t i = 0; i < count; i++) {
        if (!date_within(date[i].date, ctx->today, until))
            continue;
        if (kept > 0 && compare_dates(&date[kept - 1], &date[i]) == 0)
            merge_dates(&date[kept - 1], &date[i]);
        else
            date[kept++] = date[i];
    }
    return kept > DATES_MAX ? DATES_MAX : kept;
}

static Date
first_of_month_of(Date day)
{
    int year, month, of_month;

    date_to_ymd(day, &year, &month, &of_month);
    return date_add_days(day, 1 - of_month);
}

static void
fill_months(Ctx *ctx, Strip *strip)
{
    Date first = first_of_month_of(ctx->today);
    size_t at = 0;

    for (int32_t i = 0; i < STRIP_MONTHS; i++) {
        StripMonth *month = &strip->month[i];
        Buf name = buf_new(ctx->arena, MONTH_NAME_BYTES);
        int year, number, day;
        *month = (StripMonth){.begins = date_add_months(first, i), .date = &strip->date[at]};
        date_to_ymd(month->begins, &year, &number, &day);
        show_short_month(&name, ctx->lang, number);
        month->name = name.data;
        while (at < strip->count &&
               date_before(strip->date[at].date, date_add_months(first, i + 1))) {
            month->count++;
            at++;
        }
    }
}

Strip
strip_of(Ctx *ctx, const Overview *overview)
{
    size_t most = overview->benefits.count + overview->subscriptions.count;
    Strip strip = {.date = ARENA_NEW_ARRAY(ctx->arena, StripDate, most)};
    Date until = date_add_months(first_of_month_of(ctx->today), STRIP_MONTHS);

    strip.count = group_dates(ctx, until, strip.date, find_dates(ctx, overview, strip.date));
    fill_months(ctx, &strip);
    return strip;
}
