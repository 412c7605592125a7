/*
 * /my: the credits and licences of whoever reads, whatever their roles.
 */
#include "portal/portal.h"

#include "html/page.h"
#include "portal/credits/credits.h"
#include "service/credits/credits.h"
#include "service/people/people.h"
#include "service/sign_in/sign_in.h"
#include "store/credits/credits.h"

bool
goes_on(const CreditView *view)
{
    return date_before(view->days.ends_on, view->credit.term.ends_on);
}

Err
page_my_show(Ctx *ctx, const Request *request, Reply *reply)
{
    MyPage view = {.today = ctx->today};
    CreditViewList credits;

    TRY(list_own_credits(ctx, &credits));
    view.look = ARENA_NEW_ARRAY(ctx->arena, CreditLook, credits.count);
    for (size_t i = 0; i < credits.count; i++)
        view.look[view.count++] = look_of(&credits.item[i], ctx->today);
    TRY(list_own_licenses(ctx, &view.licenses));
    TRY(list_administrators(ctx, &view.administrators));
    Html page = page_begin(ctx, request, reply, TR("For me"));
    html_my(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

/* --- one credit ----------------------------------------------------------------------------- */

typedef struct MyCreditQuery {
    int64_t period;
} MyCreditQuery;

// clang-format off
SHAPE_OPTIONAL(MY_CREDIT_QUERY, MyCreditQuery,
    FIELD(MyCreditQuery, INT, period, "period", .max = CREDIT_PERIODS_MAX),
);
// clang-format on

/* Somebody who holds a credit may see it as it is today, with themselves as its user. */
static void
view_own_today(const Ctx *ctx, MyCreditPage *view)
{
    view->today = view->own.burn.today;
    view->look = look_of(&view->today, ctx->today);
    view->past = view->own.burn.credit.period != view->today.period;
}

static void
view_own_days(Ctx *ctx, MyCreditPage *view)
{
    const UsageDayList *days = &view->own.days;
    BurnDay *own = burn_days(ctx, view->today.credit.term.micros, days->item, days->count);

    for (size_t i = 0; i < days->count; i++)
        view->used += own[i].micros;
    view->row_count = burn_rows(ctx, own, days->count, &view->row);
}

Err
page_my_credit_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const MyCreditQuery *query = request->query;
    MyCreditPage view = {0};
    Id id;

    TRY(request_id(request, 0, "crd_", &id));
    TRY(get_own_burn_down(ctx, &id, query->period, &view.own));
    view_own_today(ctx, &view);
    view.picture = burn_picture(ctx, &view.own.burn);
    view_own_days(ctx, &view);
    TRY(list_administrators(ctx, &view.administrators));
    Html page = page_begin_titled(
        ctx, request, reply,
        arena_printf(ctx->arena, "%s: %s", lang_text(ctx->lang, TR("For me")), view.today.name));
    html_my_credit(&page, &view);
    return page_end(&page);
}
