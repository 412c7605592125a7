#include "portal/overview/home.h"

#include "base/text/text.h"
#include "html/address.h"
#include "html/page.h"
#include "portal/portal.h"

enum { DUTIES_SHOWN = 12 };

/* --- where there is nothing to do ------------------------------------------------------------ */

/* Nothing left to do, nothing used in time and nothing there yet are not the same. */
static Idle
idle_of(const Ctx *ctx, const Overview *overview)
{
    if (overview->lapsed > 0)
        return IDLE_LAPSED;
    if (!role_permits(ctx->actor.roles, PERMIT_BENEFIT_READ))
        return IDLE_UNSEEN;
    if (overview->benefits.count > 0)
        return IDLE_DONE;
    return overview->subscriptions.count > 0 ? IDLE_NO_OFFER : IDLE_NEW;
}

/* --- tiles ----------------------------------------------------------------------------------- */

static void
find_next(const Ctx *ctx, HomeView *view)
{
    const SubscriptionList *list = &view->overview->subscriptions;

    view->first = view->overview->duty_count > 0 ? &view->overview->duty[0] : NULL;
    view->next_date = view->strip.count > 0 ? &view->strip.date[0] : NULL;
    for (size_t i = 0; i < list->count && view->next_end == NULL; i++)
        if (date_after(list->item[i].holding.ends_on, ctx->today))
            view->next_end = &list->item[i];
}

static bool
is_shorter(const CreditLook *look, const CreditLook *than)
{
    if (look->forecast.outlook != BURN_RUNS_OUT)
        return false;
    return than == NULL || date_before(look->forecast.last_on, than->forecast.last_on);
}

/* Amounts of different currencies have no sum: that of the first credit is shown. */
static void
view_credits(Ctx *ctx, const Overview *overview, HomeView *view)
{
    int64_t highest = -1;

    view->look = ARENA_NEW_ARRAY(ctx->arena, CreditLook, overview->credit_count);
    view->credit_level = "";
    for (size_t i = 0; i < overview->credit_count; i++) {
        const CreditView *credit = &overview->credit[i];
        CreditLook *look = &view->look[i];
        *look = look_of(credit, ctx->today);
        if (i == 0)
            view->currency = credit->credit.currency;
        if (text_equal(view->currency, credit->credit.currency))
            view->left += balance_left(&credit->balance);
        else
            view->other_currencies++;
        if (is_shorter(look, view->shortest))
            view->shortest = look;
        if (look->percent > highest) {
            highest = look->percent;
            view->credit_level = look->level;
        }
    }
}

/* --- what happened --------------------------------------------------------------------------- */

static void
view_latest(Ctx *ctx, const Overview *overview, HomeView *view)
{
    const ActivityList *list = &overview->activity;

    view->activity = ARENA_NEW_ARRAY(ctx->arena, ActivityRow, list->count);
    for (size_t i = 0; i < list->count; i++)
        view->activity[i] = (ActivityRow){
            .activity = &list->item[i],
            .object_address = address_of_thing(ctx, &list->item[i].object),
            .object_text = list->item[i].object.name,
        };
}

/* --- all of it ------------------------------------------------------------------------------- */

Err
page_home_show(Ctx *ctx, const Request *request, Reply *reply)
{
    Overview overview = {0};
    HomeView view = {.overview = &overview, .today = ctx->today};

    if (id_is_empty(&ctx->actor.tenant_id))
        return reply_redirect(ctx, reply, "/ops");
    TRY(get_overview(ctx, &overview));
    view.duties = duties_of(ctx, overview.duty, overview.duty_count, DUTIES_SHOWN);
    view.idle = idle_of(ctx, &overview);
    view.strip = strip_of(ctx, &overview);
    find_next(ctx, &view);
    view_credits(ctx, &overview, &view);
    view_latest(ctx, &overview, &view);
    Html page = page_begin(ctx, request, reply, TR("Overview"));
    html_home(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}
