#include "portal/overview/home.h"

#include "html/page.h"
#include "html/show.h"
#include "portal/portal.h"

/* Two units of the picture are a day; marks of the same days stand on one another. */
enum {
    TODO_MAX = 10,
    MARGIN = 4,
    DAY_WIDTH = 2,
    MARK = 14,
    PILE_MAX = 5,
    CREDITS_MAX = 6,
    DATES_MAX = 300,
    MONTH_BYTES_MAX = 32
};

static int
strip_x(Date date, Date today)
{
    return MARGIN + DAY_WIDTH * (int)date_days_between(today, date);
}

static int
compare_dates(const void *a, const void *b)
{
    int32_t one = ((const StripDate *)a)->date.day;
    int32_t other = ((const StripDate *)b)->date.day;

    return (one > other) - (one < other);
}

static void
add_date(HomeView *view, StripDate date)
{
    Date end = date_add_months(view->today, STRIP_MONTHS);

    if (!date_within(date.date, view->today, end))
        return;
    date.x = strip_x(date.date, view->today);
    view->date[view->date_count++] = date;
}

static void
pile_up(HomeView *view)
{
    int pile = 0;

    qsort(view->date, view->date_count, sizeof(*view->date), compare_dates);
    /* The first ones: each is in the picture and in words, and a page has its size. */
    if (view->date_count > DATES_MAX)
        view->date_count = DATES_MAX;
    for (size_t i = 0; i < view->date_count; i++) {
        StripDate *date = &view->date[i];
        bool same = i > 0 && date->x - view->date[i - 1].x < MARK;
        pile = same && pile < PILE_MAX ? pile + 1 : 0;
        date->y = STRIP_BASE - MARK - pile * MARK;
    }
}

/* RULE SUB-7: last days of benefits and ends of subscriptions are told apart. */
static void
view_dates(Ctx *ctx, const Overview *overview, HomeView *view)
{
    size_t most = overview->benefit_count + overview->subscription_count;

    view->date = ARENA_NEW_ARRAY(ctx->arena, StripDate, most);
    for (size_t i = 0; i < overview->benefit_count; i++) {
        const BenefitView *benefit = &overview->benefit[i];
        add_date(view, (StripDate){.date = benefit->use_by, .name = benefit->name});
    }
    for (size_t i = 0; i < overview->subscription_count; i++) {
        const Subscription *subscription = &overview->subscription[i];
        add_date(view, (StripDate){.date = subscription->holding.ends_on,
                                   .name = lang_name(ctx->lang, &subscription->name),
                                   .is_end = true});
    }
    pile_up(view);
}

/* A line and a name at the first of each month. */
static void
view_months(Ctx *ctx, HomeView *view)
{
    int year, month, day;

    date_to_ymd(view->today, &year, &month, &day);
    Date first = date_add_days(view->today, 1 - day);
    for (int32_t i = 0; i < STRIP_MONTHS; i++) {
        Date begin = date_add_months(first, i + 1);
        date_to_ymd(begin, &year, &month, &day);
        Buf name = buf_new(ctx->arena, MONTH_BYTES_MAX);
        show_short_month(&name, ctx->lang, month);
        view->month[i] = (StripMonth){strip_x(begin, view->today), name.data};
    }
}

/* What is unassigned is among what needs doing. */
static void
view_credits(Ctx *ctx, const Overview *overview, HomeView *view)
{
    view->credit = ARENA_NEW_ARRAY(ctx->arena, CreditLook, CREDITS_MAX);
    for (size_t i = 0; i < overview->credit_count && view->credit_count < CREDITS_MAX; i++)
        if (overview->credit[i].status != CREDIT_UNASSIGNED)
            view->credit[view->credit_count++] = look_of(&overview->credit[i], ctx->today);
}

Err
page_home_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Overview overview = {0};
    HomeView view = {.overview = &overview, .today = ctx->today};

    if (id_is_empty(&ctx->actor.tenant_id))
        return reply_redirect(ctx, reply, "/benefits");
    TRY(get_overview(ctx, &overview));
    view.todo_count = overview.benefit_count < TODO_MAX ? overview.benefit_count : TODO_MAX;
    view_credits(ctx, &overview, &view);
    view_dates(ctx, &overview, &view);
    view_months(ctx, &view);
    Html page = page_begin(ctx, request, reply, TR("Overview"));
    html_home(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
